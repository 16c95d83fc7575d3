# Prints one room and sends what you type. However often the connection breaks or the server restarts, each message is
# printed once, in order, and each line is stored once. docs/protocol.md explains the steps.
#   python3 client.py http://localhost:3000 test1 1234 "Potato lovers"
import http.client, json, random, re, sys, threading, time, urllib.error, urllib.request, uuid

url, username, password, title = sys.argv[1:5]
session, last = {}, 0  # the tokens, and the newest seq that is printed

# Asks until there is an answer, and signs in where it has to. A clientId that is sent twice is stored once.
def call(path, body=None, read=json.load):
    while True:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {session.get('accessToken')}"}
        request = urllib.request.Request(url + path, body and json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # a feed says something every 15 s
                return read(answer)
        except urllib.error.HTTPError as refused:
            if refused.code == 401 and not path.startswith("/api/sessions"):
                sign_in()
            elif refused.code < 500 and "Retry-After" not in refused.headers:
                raise
            else:
                time.sleep(float(refused.headers.get("Retry-After", 1)))
        except (OSError, http.client.HTTPException, ValueError):  # no answer, or a part of one
            time.sleep(random.random())

def sign_in():
    try:
        session.update(call("/api/sessions/refresh", {"refreshToken": session.get("refreshToken", "")}))
    except urllib.error.HTTPError:  # there is none yet, or it is too old
        session.update(call("/api/sessions", {"username": username, "password": password, "client": "app"}))

# A frame is a hint that there is something new; some are lost with a connection. The history has all of it.
def follow(feed):
    for line in feed:
        if line.startswith(b"data: "):
            frame = json.loads(line[6:])
            message = frame.get("message", {"roomId": None})
            if frame["type"] == "welcome" or (message["roomId"] == room and message["seq"] > last):
                while print_page(): pass

def print_page():
    global last
    page = call(f"/api/rooms/{room}/messages?after={last}&limit=200")
    names = {user["id"]: user["nickname"] for user in page["users"]}
    for message in page["messages"]:
        last = message["seq"]
        text = re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", message.get("text", ""))  # no control characters
        print(f"{last} {names.get(message.get('authorId'))}: {text or message['kind']}", flush=True)
    return page["more"]["after"]

def send_lines():
    for line in filter(str.strip, sys.stdin):
        call(f"/api/rooms/{room}/messages", {"clientId": str(uuid.uuid4()), "text": line})

room = next((one["id"] for one in call("/api/rooms?limit=100")["rooms"] if one["title"] == title), title)
threading.Thread(target=send_lines, daemon=True).start()
while True:
    call("/api/feed", read=follow)
    time.sleep(random.random())
