import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
    /// Prompts, remembered answers, the clipboard, files and TCP between two VMs.
    @Suite(
        SharedHost(
            machines: [Definition("alpha", volume: "512MiB"), Definition("beta", volume: "512MiB")],
            policy: """
                qubes.Filecopy        *      alpha  beta  allow
                qubes.ConnectTCP      +8080  alpha  beta  allow
                qubes.ClipboardPaste  *      alpha  beta  ask
                qubes.ClipboardPaste  *      beta   alpha deny
                test.Ask              *      alpha  beta  ask
                test.AskDefault       *      alpha  *     ask default_target=beta
                *                     *      *      *     deny
                """, flows: "prompt_seconds = 10\nclipboard_seconds = 5\nclipboard_bytes = 64000",
            started: ["alpha", "beta"]), .timeLimit(.minutes(10)))
    struct Prompts {
        let host: Host

        init() throws { host = try SharedHost.host }

        /// The number of the prompt that is waiting.
        private func prompt(_ holder: RunningProgram) async throws -> String {
            var number = ""
            try await eventually("a prompt is waiting") {
                let list = try await host.bulkhead("asks").output
                guard let word = list.split(separator: " ").dropFirst().first, list.hasPrefix("prompt ") else {
                    return false
                }
                number = String(word.dropLast())
                return true
            }
            return number
        }

        private func ask(_ service: String = "test.Ask", _ target: String = "beta") throws -> RunningProgram {
            try host.beginShell("alpha", "qrexec-client-vm '\(target)' \(service) </dev/null")
        }

        @Test func `nobody holds the prompts: denied at once, and the target learns nothing`() async throws {
            try await host.define(service: "test.Ask", in: "beta", "touch /tmp/asked; echo yes")
            #expect(try await ask().end().status == 126)
            #expect(host.managerLog.contains("test.Ask+: alpha -> beta: denied: nobody shows prompts"))
            #expect(try await host.shell("beta", "ls /tmp/asked 2>/dev/null || echo none") == "none")
        }

        @Test func `a prompt is answered with yes, with no, or not at all`() async throws {
            try await host.define(service: "test.Ask", in: "beta", "echo yes")
            try await host.define(service: "test.AskDefault", in: "beta", "echo default")
            let holder = try host.begin("asks", "--follow", "--json")
            var call = try ask()
            try await eventually("the prompts are held") {
                if call.hasEnded { call = try ask() }
                return try await !host.bulkhead("asks").output.isEmpty
            }
            try await host.does("answer", try await prompt(holder), "beta")
            let allowed = try await call.end()
            #expect(allowed.status == 0 && allowed.output == "yes\n")
            let refused = try ask()
            try await host.does("answer", try await prompt(holder), "--deny")
            #expect(try await refused.end().status == 126)

            let wrong = try ask()
            let number = try await prompt(holder)
            let elsewhere = try await host.bulkhead("answer", number, "alpha")
            #expect(elsewhere.status != 0)
            #expect(elsewhere.errors.contains("does not offer alpha"), "\(elsewhere.errors)")
            try await host.does("answer", number, "beta")
            #expect(try await wrong.end().status == 0)
            #expect(try await host.bulkhead("answer", number, "beta").errors.contains("There is no prompt"))

            let proposed = try ask("test.AskDefault", "@default")
            let shown = try await prompt(holder)
            #expect(try await host.bulkhead("asks").output.contains("(proposed)"))
            try await host.does("answer", shown, "beta")
            #expect(try await proposed.end().output == "default\n")

            // What the holder was told: each prompt, and that it is gone.
            #expect(holder.output.contains("\"event\": \"ask\"") || holder.output.contains("\"event\":\"ask\""))
            #expect(holder.output.contains("gone"))
            let late = try ask()
            _ = try await prompt(holder)
            #expect(try await late.end().status == 126)
            #expect(host.managerLog.contains("nobody answered within 10 s"))

            // The holder goes while a prompt waits: that is a no.
            let left = try ask()
            _ = try await prompt(holder)
            holder.kill()
            #expect(try await left.end().status == 126)
        }

        @Test func `an answer is remembered for exactly its question, and can be forgotten`() async throws {
            try await host.define(service: "test.Ask", in: "beta", "echo yes")
            let holder = try host.begin("asks", "--follow", "--json")
            defer { holder.kill() }
            var first = try ask("test.Ask+a")
            try await eventually("the prompts are held") {
                if first.hasEnded { first = try ask("test.Ask+a") }
                return try await host.bulkhead("asks").output.contains("test.Ask+a")
            }
            try await host.does("answer", try await prompt(holder), "beta", "--remember", "10m")
            #expect(try await first.end().status == 0)
            #expect(try await host.shell("alpha", "qrexec-client-vm beta test.Ask+a </dev/null") == "yes")
            let list = try await host.bulkhead("answers").output
            #expect(list.contains("test.Ask+a") && list.contains("beta"), "\(list)")

            // Another argument is another question.
            let other = try ask("test.Ask+b")
            try await host.does("answer", try await prompt(holder), "--deny")
            #expect(try await other.end().status == 126)

            // A manager that is started again still knows.
            try #require(ProcessEntry(identifier: try await host.managerProcess())).kill()
            #expect(try await host.up("--no-autostart").status == 0)
            #expect(try await host.shell("alpha", "qrexec-client-vm beta test.Ask+a </dev/null") == "yes")

            let row = try #require(
                try await host.bulkhead("answers").output.split(separator: "\n").first { $0.contains("test.Ask+a") })
            try await host.does("answers", "forget", String(try #require(row.split(separator: " ").first)))
            #expect(try await ask("test.Ask+a").end().status == 126)
        }

        @Test func `many prompts of one VM do not pile up`() async throws {
            let holder = try host.begin("asks", "--follow", "--json")
            defer { holder.kill() }
            var first = try ask()
            try await eventually("a prompt is shown") {
                // The holder may not have been there yet.
                if first.hasEnded { first = try ask() }
                return try await !host.bulkhead("asks").output.isEmpty
            }
            let flood = try host.beginShell(
                "alpha", "for i in 1 2 3 4 5 6 7 8; do qrexec-client-vm beta test.Ask+$i </dev/null & done; wait")
            try await eventually("the rest is refused") { host.managerLog.contains("prompts of alpha wait already") }
            let waiting = try await host.bulkhead("asks", "--json").output
            #expect(waiting.components("\"id\"") <= 4, "\(waiting)")
            holder.kill()
            _ = try await flood.end()
        }

        // MARK: The clipboard

        private func show() async throws -> String { try await host.bulkhead("clip", "show").output }

        @Test func `text goes in two steps, is asked for, and is wiped`() async throws {
            let holder = try host.begin("asks", "--follow", "--json")
            defer { holder.kill() }
            #expect(try await host.bulkhead("clip", "paste", "beta").errors.contains("The clipboard is empty"))
            let nothing = try await host.bulkhead("clip", "copy", "beta")
            #expect(nothing.status != 0)
            #expect(nothing.errors.contains("beta has no text"), "\(nothing.errors)")

            _ = try await host.shell("alpha", "printf 'the word' | bulkhead-clipboard set")
            var delivered = false
            while !delivered {
                try await host.does("clip", "copy", "alpha")
                #expect(try await show().contains("8 bytes of alpha"))
                let paste = try host.begin("clip", "paste", "beta")
                try await eventually("it is asked for, or time was too short") {
                    let asks = try await host.bulkhead("asks").output
                    return asks.contains("qubes.ClipboardPaste") || paste.hasEnded
                }
                if !paste.hasEnded { try await host.does("answer", try await prompt(holder), "beta") }
                delivered = try await paste.end().status == 0
            }
            #expect(try await host.shell("beta", "bulkhead-clipboard get") == "the word")
            #expect(try await show().contains("8 bytes of alpha were pasted into beta, and wiped"))
            #expect(try await host.bulkhead("clip", "paste", "beta").errors.contains("The clipboard is empty"))
        }

        @Test func `the policy says no, the text is too long, or time runs out`() async throws {
            _ = try await host.shell("beta", "printf secret | bulkhead-clipboard set")
            var denied = try await host.bulkhead("clip", "copy", "beta")
            denied = try await host.bulkhead("clip", "paste", "alpha")
            #expect(denied.status == 126)
            #expect(denied.errors.contains("was denied"), "\(denied.errors)")
            #expect(try await host.shell("alpha", "bulkhead-clipboard get | grep -c secret || true") == "0")
            try await eventually("it is wiped after its time") { try await show() == "wiped\n" }

            _ = try await host.shell("alpha", "head -c 64001 /dev/zero | tr '\\0' x | bulkhead-clipboard set")
            let long = try await host.bulkhead("clip", "copy", "alpha")
            #expect(long.status != 0)
            #expect(long.errors.contains("longer than 64000 bytes"), "\(long.errors)")
            _ = try await host.shell("alpha", "head -c 64000 /dev/zero | tr '\\0' x | bulkhead-clipboard set")
            try await host.does("clip", "copy", "alpha")
            #expect(try await host.bulkhead("clip", "clear").output == "wiped\n")
            #expect(try await host.bulkhead("clip", "clear").output == "it was empty\n")
            let records = try await host.audit("--event", "clipboard")
            #expect(records.contains("state=oversized") && records.contains("state=denied"), "\(records)")
            #expect(!records.contains("secret"))
        }

        // MARK: Files and TCP

        @Test func `files are copied and moved, and never overwritten`() async throws {
            _ = try await host.shell(
                "alpha",
                """
                mkdir -p tree/in; perl -e 'for (1..255) { next if $_ == 47; open F, ">", "tree/" . chr($_) . "x" or die; print F chr($_) x 5; close F }'
                head -c 3000000 /dev/urandom >tree/in/data; ln -s in/data tree/link; chmod 500 tree/in; touch -d @1234567 tree/in/data
                """)
            #expect(try await host.result("alpha", "qvm-copy-to-vm beta tree").status == 0)
            let listing =
                "cd %/tree && find . -printf '%P %y %m %T@ %s %l\\n' | grep -av ^/ | sort | sha256sum; find . -type f -print0 | sort -z | xargs -0 cat | sha256sum"
            let sent = try await host.shell(
                "alpha", listing.replacing("%/", with: "./").replacing("%T@ %s", with: "%Ts"))
            let came = try await host.shell(
                "beta", listing.replacing("%/", with: "QubesIncoming/alpha/").replacing("%T@ %s", with: "%Ts"))
            #expect(sent == came)
            let again = try await host.result("alpha", "qvm-copy-to-vm beta tree")
            #expect(again.status == 1)
            #expect(again.errors.contains("'tree' is in ~/QubesIncoming there already"), "\(again.errors)")

            _ = try await host.shell("alpha", "echo gone >mine; qvm-move-to-vm beta mine")
            #expect(try await host.shell("alpha", "ls mine 2>/dev/null || echo moved") == "moved")
            #expect(try await host.shell("beta", "cat QubesIncoming/alpha/mine") == "gone")
            // What does not fit is refused before it is written.
            _ = try await host.shell("alpha", "truncate -s 2G huge")
            let huge = try await host.result("alpha", "qvm-move-to-vm beta huge")
            #expect(huge.status == 1)
            #expect(huge.errors.contains("No space left"), "\(huge.errors)")
            #expect(try await host.shell("alpha", "ls huge; rm huge") == "huge")
            #expect(try await host.shell("beta", "ls -d QubesIncoming/alpha/*INC* 2>/dev/null || echo none") == "none")
        }

        @Test func `five thousand small files are copied`() async throws {
            _ = try await host.shell(
                "alpha", "mkdir many; perl -e 'for (1..5000) { open F, \">many/$_\"; print F $_; close F }'")
            #expect(try await host.result("alpha", "qvm-copy-to-vm beta many").status == 0)
            #expect(try await host.shell("beta", "cd QubesIncoming/alpha/many; ls | wc -l; cat 4999") == "5000\n4999")
        }

        @Test func `a port leads to a port of the other VM, if the policy has it`() async throws {
            _ = try await host.shell(
                "beta",
                """
                cat >/tmp/echo.pl <<'END'
                use Socket;
                socket(S, PF_INET, SOCK_STREAM, 0); setsockopt(S, SOL_SOCKET, SO_REUSEADDR, 1);
                bind(S, sockaddr_in(8080, INADDR_LOOPBACK)) and listen(S, 5) or die $!;
                exit if fork;
                while (accept(C, S)) { select C; $| = 1; while (<C>) { print "beta says $_" } close C }
                END
                perl /tmp/echo.pl </dev/null >/dev/null 2>&1
                """)
            #expect(
                try await host.shell(
                    "alpha",
                    """
                    qvm-connect-tcp 9000:beta:8080 </dev/null >/dev/null 2>&1
                    for n in 1 2; do exec 3<>/dev/tcp/127.0.0.1/9000; echo $n >&3; read -r line <&3; echo "$line"; exec 3>&-; done
                    pkill -f qvm-connect-tcp
                    """) == "beta says 1\nbeta says 2")
            #expect(
                try await host.result("alpha", "qrexec-client-vm beta qubes.ConnectTCP+22 </dev/null").status == 126)
        }
    }
}

extension String {
    /// How often a word is in it.
    fileprivate func components(_ word: String) -> Int { ranges(of: word).count }
}
