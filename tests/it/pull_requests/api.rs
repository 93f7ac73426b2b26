//! As much of GitHub's and GitLab's comments as the scripts need, on a port of this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the server holds and has been asked.
#[derive(Debug, Default)]
struct State {
    comments: Vec<String>,
    requests: Vec<String>,
}

/// A server that runs until the tests end.
pub struct Api {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Api {
    pub fn start() -> Api {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state: Arc<Mutex<State>> = Arc::default();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(&stream, &shared);
            }
        });
        Api { port, state }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The texts of all comments.
    pub fn comments(&self) -> Vec<String> {
        self.state.lock().unwrap().comments.clone()
    }

    /// The heads of all requests.
    pub fn requests(&self) -> Vec<String> {
        self.state.lock().unwrap().requests.clone()
    }
}

fn answer(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        head.push_str(&line);
    }
    let header = |name: &str| {
        let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(name))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    let length = header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    if header("expect").is_some() {
        let mut stream = stream;
        let _ = stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n");
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let body = String::from_utf8(body).unwrap();
    let mut state = state.lock().unwrap();
    state.requests.push(head.clone());
    let target = head.split(' ').nth(1).unwrap_or("").to_owned();
    let reply = match head.split(' ').next() {
        Some("GET") => {
            let listed: Vec<serde_json::Value> = state
                .comments
                .iter()
                .enumerate()
                .map(|(index, body)| serde_json::json!({ "id": index + 1, "body": body }))
                .collect();
            serde_json::Value::Array(listed).to_string()
        }
        Some("POST") => {
            state.comments.push(text_of(&body));
            "{}".to_owned()
        }
        Some("PATCH" | "PUT") => {
            let id: usize = target.rsplit('/').next().unwrap().parse().unwrap();
            state.comments[id - 1] = text_of(&body);
            "{}".to_owned()
        }
        _ => String::new(),
    };
    let mut stream = stream;
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{reply}",
        reply.len()
    );
}

/// The text of a comment: GitHub takes JSON, GitLab a form.
fn text_of(body: &str) -> String {
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(body) {
        return value["body"].as_str().unwrap().to_owned();
    }
    let mut bytes = Vec::new();
    let mut rest = body.strip_prefix("body=").unwrap().bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let hex = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}
