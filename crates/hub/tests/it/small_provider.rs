//! The program of a small provider: what it tells hubs, and what its own people.

use super::hub::write;
use super::provider::{Provider, run};
use super::wire;

#[test]
fn sixty_four_pays_of_one_number_at_once_are_one_credit() {
    let operator = Provider::new(&[]);
    let request = "GET /pay?command=pay&txn_id=7&txn_date=20261124190207&account=9161234567&sum=10.45 HTTP/1.1\r\n\
                   Host: p\r\nConnection: close\r\n\r\n";
    let asking: Vec<_> = (0..64)
        .map(|_| {
            let address = operator.address;
            std::thread::spawn(move || wire::exchange(address, request.as_bytes()).unwrap())
        })
        .collect();
    for answer in asking {
        let body = String::from_utf8(answer.join().unwrap().body).unwrap();
        assert!(
            body.contains("<prv_txn>1</prv_txn><sum>10.45</sum><result>0</result>"),
            "{body}"
        );
    }
    assert_eq!(operator.credited(), (1, 1_045));
}

#[test]
fn the_provider_s_own_people_see_masked_numbers_only() {
    let operator = Provider::with(&[], |folder| {
        let table = "account;name;balance;most;blocked\n\
                     100100;Иванова Анна;-50.00;1000.00;\n100200;Petrov;;;yes\n";
        write(&folder.join("numbers.csv"), table.as_bytes());
        write(&folder.join("hub.pass"), b"secret\n");
        let config = std::fs::read_to_string(folder.join("provider.toml")).unwrap();
        let config = config
            .replace("# user", "user")
            .replace("# password", "password");
        write(&folder.join("provider.toml"), config.as_bytes());
    });
    let get = |query: &str, header: &str| {
        let request =
            format!("GET /pay?{query} HTTP/1.1\r\nHost: p\r\n{header}Connection: close\r\n\r\n");
        wire::exchange(operator.address, request.as_bytes()).unwrap()
    };
    let pay = "command=pay&txn_id=7&txn_date=20261124190207&account=100100&sum=10.00";
    assert_eq!(get(pay, "").status, 401);
    assert_eq!(
        get(pay, "Authorization: Basic aHViOndyb25n\r\n").status,
        401
    );
    let key = "Authorization: Basic aHViOnNlY3JldA==\r\n";
    assert_eq!(get(pay, key).status, 200);
    let info = get("command=getInfo&txn_id=8&account=100100", key);
    let info = String::from_utf8(info.body).unwrap();
    assert!(info.contains("<result>0</result>"), "{info}");
    assert!(
        info.contains(">И***** А.</field1>") && info.contains(">-40.00</field2>"),
        "{info}"
    );
    let blocked = get("command=check&txn_id=9&account=100200&sum=10.00", key);
    assert!(
        String::from_utf8(blocked.body)
            .unwrap()
            .contains("<result>79</result>")
    );
    let shown = |what: &str| {
        let shown = run(&["provider", what, "--data", operator.data()]);
        assert_eq!(shown.status.code(), Some(0));
        String::from_utf8(shown.stdout).unwrap()
    };
    let numbers = shown("numbers");
    assert!(
        numbers.contains("***100") && numbers.contains("-40.00") && numbers.contains("blocked")
    );
    let payments = shown("payments");
    assert!(
        payments.contains("credited") && payments.contains("***100"),
        "{payments}"
    );
    for told in [numbers, payments] {
        assert!(
            !told.contains("100100") && !told.contains("Иванова"),
            "{told}"
        );
    }
}

#[test]
fn a_provider_without_a_folder_or_with_a_wrong_word_is_told_why() {
    let nowhere = tempfile::TempDir::new().unwrap();
    let data = nowhere.path().join("none");
    let data = data.to_str().unwrap();
    let serve = [
        "provider",
        "serve",
        "--data",
        data,
        "--listen",
        "127.0.0.1:0",
    ];
    let refused = run(&serve);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("provider init"));
    assert_eq!(
        run(&["provider", "init", "--data", data]).status.code(),
        Some(0)
    );
    let wrong = [&serve[..], &["--simulate", "nobody"]].concat();
    assert_eq!(run(&wrong).status.code(), Some(2));
    let registry = [
        "provider", "registry", "--data", data, "--out", "x", "--date",
    ];
    assert_eq!(
        run(&[&registry[..], &["2026-11-31"]].concat())
            .status
            .code(),
        Some(2)
    );
}
