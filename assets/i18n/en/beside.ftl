# Display of two rows: at most 20 letters, at most 10 beside a sum
display-closed = CLOSED
display-welcome = WELCOME
display-to-pay = TO PAY
display-received = RECEIVED
display-change = CHANGE
display-paid = PAID
display-thanks = THANK YOU
display-accepted = ACCEPTED
display-wait = PLEASE WAIT
display-test-upper = ABCD abcd № АБВГ Щщ
display-test-lower = PAYDESK 1234567.89

# Devices beside the till
device-untried = { $port }: not tried yet
device-works = { $port }: takes data
device-missing = { $port } is not there: the device is unplugged, or the port has another name. Payments go on without it. Plug it in, or correct the port in the settings.
device-denied = { $port } is there and may not be opened. Payments go on without it. Add the till’s user to the group of the port (usually dialout), and log in again.
device-busy = { $port } is used by another program. Payments go on without it. Where the till’s window is open that is right; else close that program.
device-broken = { $port } does not work: the device is switched off, or this is no serial port. Payments go on without it. Look at power, cable and the speed in the settings.
doctor-display = Customer display
doctor-scanner = Scanner
doctor-device-ok = { $port } opens
settings-display = Customer display
settings-scanner = Scanner
display-none = The settings name no display: add a part [display].
display-tested = A test text was sent to { $port }. Letters make no sense? Choose another page in the settings, or page = "latin".

# A code that was scanned
scan-unreadable = The code was not read whole
scan-has-number = A number is there already: the code does not replace it. Esc clears
