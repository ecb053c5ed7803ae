# The printer: finding, choosing, trying.

printer-none-found = No printer was found at this computer. A printer in the network is chosen by its number: paydesk printer set tcp:192.168.1.50
printer-set-hint = To choose one: paydesk printer set ADDRESS. To try it: paydesk printer test.
printer-wrong = The printer cannot be used: { $what }. Payments do not depend on it; cheques wait until a printer is chosen.
printer-kept = Papers go to { $address } from now on, as profile { $profile }.
printer-kept-do = A till that is running prints there after its next start. To try it: paydesk printer test.
printer-kept-unseen = The printer is kept, and could not be asked now: { $fault }. Cheques wait until it is there and come by themselves.
printer-talks-fence = It says how it is and confirms every paper.
printer-talks = It says how it is and confirms papers a moment after they were sent.
printer-mute = It says nothing about itself: papers are “sent, not confirmed”. Look after each whether it came out whole.
printer-takes = It takes papers as files or as text.
printer-test-title = PRINTER TEST
printer-test-letters = Letters
printer-test-printed = The test paper came out whole, says the printer. Look whether the letters are right and nothing is cut off.
printer-test-sent = The test paper was sent; this printer confirms nothing. Look whether it came out whole and the letters are right.
printer-test-uncertain = The printer broke off at the test paper. Look at paper, cover and cable, then try again. No payment is touched.
printer-test-not-ready = The test paper was not sent: the printer was not ready. Try again. No payment is touched.
