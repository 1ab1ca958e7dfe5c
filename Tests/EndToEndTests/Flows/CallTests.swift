import LinuxIO
import Machines
import ManagerClient
import TestSupport
import Testing

extension EndToEnd {
    /// Calls from one VM to another: what services see, and how calls end.
    @Suite(
        SharedHost(
            machines: [
                Definition("alpha", volume: "512MiB"),
                Definition("beta", keys: "tags = [\"server\"]", volume: "512MiB"),
                Definition("sleeper"),
            ],
            policy: """
                test.OneWay     *  alpha  beta     allow oneway=yes
                test.Few        *  alpha  beta     allow max_bytes=1000
                test.Short      *  alpha  beta     allow max_seconds=2
                test.AsRoot     *  alpha  beta     allow user=root
                test.Default    *  alpha  @default allow target=beta
                test.Wake       *  alpha  sleeper  allow
                test.LetSleep   *  alpha  sleeper  allow autostart=no
                test.Revoked    *  alpha  beta     allow
                test.Hold       *  alpha  beta     allow
                *               *  alpha  beta     allow
                qubes.VMShell   *  beta   alpha    deny
                *               *  *      *        deny
                """, started: ["alpha", "beta"]), .timeLimit(.minutes(10)))
    struct Calls {
        let host: Host

        /// An input on which nothing comes, and which keeps nobody waiting.
        private static let silence = "< <(exec 3>&1 >/dev/null 2>&1; exec sleep 200)"

        init() throws { host = try SharedHost.host }

        private func call(_ service: String, _ rest: String = "</dev/null") async throws -> ProgramResult {
            try await host.result("alpha", "qrexec-client-vm beta \(service) \(rest)")
        }

        @Test func `a service's exit status is the caller's`() async throws {
            for (status, expected) in [("exit 0", 0), ("exit 7", 7), ("exit 255", 255), ("kill -9 $$", 137)] {
                try await host.define(service: "test.Exit", in: "beta", status)
                #expect(try await call("test.Exit").status == Int32(expected), "\(status)")
            }
            #expect(try await call("test.NoSuchService").status == 127)
            #expect(try await host.result("alpha", "qrexec-client-vm nowhere test.Exit </dev/null").status == 126)
            #expect(try await host.result("beta", "qrexec-client-vm alpha qubes.VMShell </dev/null").status == 126)
            #expect(try await host.result("alpha", "qrexec-client-vm beta bad/name </dev/null").status == 125)
            #expect(try await host.result("alpha", "qrexec-client-vm").status == 64)
        }

        @Test func `a service knows what Qubes' services know`() async throws {
            try await host.define(
                service: "test.Environment", in: "beta",
                """
                echo "$1|$QREXEC_REMOTE_DOMAIN|$QREXEC_SERVICE_FULL_NAME|$QREXEC_SERVICE_ARGUMENT"
                echo "$QREXEC_REQUESTED_TARGET_TYPE|$QREXEC_REQUESTED_TARGET|$QREXEC_REQUESTED_TARGET_KEYWORD"
                id -un; pwd
                """)
            #expect(
                try await call("test.Environment+some.arg").output
                    == "some.arg|alpha|test.Environment+some.arg|some.arg\nname|beta|\nuser\n/home/user\n")
            try await host.define(service: "test.Default", in: "beta", "echo $QREXEC_REQUESTED_TARGET_KEYWORD $#")
            #expect(try await host.shell("alpha", "qrexec-client-vm '' test.Default </dev/null") == "default 0")
            try await host.define(service: "test.AsRoot", in: "beta", "id -un")
            #expect(try await call("test.AsRoot").output == "root\n")
        }

        @Test func `the more special file of a service comes first, and its settings count`() async throws {
            try await host.define(service: "test.Special", in: "beta", "echo general")
            try await host.define(service: "test.Special+one", in: "beta", "echo special; id -un")
            _ = try await host.shell(
                "beta",
                "mkdir -p /usr/local/etc/qubes/rpc-config; echo 'force-user=root' >/usr/local/etc/qubes/rpc-config/test.Special+one",
                user: "root")
            #expect(try await call("test.Special+one").output == "special\nroot\n")
            #expect(try await call("test.Special+two").output == "general\n")
            #expect(try await call("test.Special").output == "general\n")
        }

        @Test func `a socket that somebody listens on is a service`() async throws {
            _ = try await host.shell(
                "beta",
                """
                cat >/tmp/listener.pl <<'END'
                use Socket;
                unlink "/usr/local/etc/qubes-rpc/test.Socket";
                socket(S, PF_UNIX, SOCK_STREAM, 0) and bind(S, sockaddr_un("/usr/local/etc/qubes-rpc/test.Socket")) and listen(S, 5) or die $!;
                exit if fork;
                while (accept(C, S)) { { local $/ = "\\0"; $head = <C>; } chop $head; @rest = <C>; print C "[$head] @rest"; close C }
                END
                mkdir -p /usr/local/etc/qubes-rpc; perl /tmp/listener.pl </dev/null >/dev/null 2>&1
                """, user: "root")
            #expect(
                try await host.shell("alpha", "echo hello | qrexec-client-vm beta test.Socket+x")
                    == "[test.Socket+x alpha name beta] hello")
        }

        @Test func `each side may end its half first`() async throws {
            try await host.define(service: "test.Count", in: "beta", "wc -c; sleep 0.2; echo late")
            #expect(
                try await host.shell("alpha", "head -c 100000 /dev/zero | qrexec-client-vm beta test.Count")
                    == "100000\nlate")
            // The service closes its output at once, and reads on.
            try await host.define(
                service: "test.Listener", in: "beta", "exec >/dev/null; wc -c >/tmp/heard; chmod 666 /tmp/heard")
            #expect(
                try await host.result(
                    "alpha", "head -c 300000 /dev/zero | qrexec-client-vm beta test.Listener"
                ).status == 0)
            #expect(try await host.shell("beta", "cat /tmp/heard") == "300000")
            // The service ends without reading: the caller is not held up.
            try await host.define(service: "test.Deaf", in: "beta", "exit 3")
            #expect(
                try await host.result("alpha", "head -c 5000000 /dev/zero | qrexec-client-vm beta test.Deaf").status
                    == 3)
        }

        @Test func `every byte arrives, both ways at once`() async throws {
            try await host.define(service: "test.Echo", in: "beta", "exec cat")
            #expect(
                try await host.shell(
                    "alpha",
                    """
                    head -c 8000000 /dev/urandom >sent
                    qrexec-client-vm --no-filter-escape-chars-stdout beta test.Echo <sent >back; echo $?; cmp sent back; rm sent back
                    """) == "0")
        }

        @Test func `a local program is one end of the call`() async throws {
            try await host.define(service: "test.Upper", in: "beta", "exec tr a-z A-Z")
            #expect(
                try await host.shell(
                    "alpha",
                    "qrexec-client-vm beta test.Upper /bin/sh -c 'echo from the program; exec >&-; read -r x; echo \"$x\" >&$SAVED_FD_1'"
                )
                    == "FROM THE PROGRAM")
            #expect(try await host.shell("alpha", "qvm-run-vm beta 'hostname; echo $((6*7))'") == "beta\n42")
            #expect(try await host.shell("alpha", "qvm-run-vm --no-shell beta printf '%s,' a 'b c' -d") == "a,b c,-d,")
        }

        @Test func `a one-way call ends with the first byte that comes back`() async throws {
            try await host.define(service: "test.OneWay", in: "beta", "cat >/tmp/oneway; chmod 666 /tmp/oneway")
            #expect(try await host.result("alpha", "echo in | qrexec-client-vm beta test.OneWay").status == 0)
            #expect(try await host.shell("beta", "cat /tmp/oneway") == "in")
            try await host.define(service: "test.OneWay", in: "beta", "echo leak; sleep 60")
            let result = try await host.result("alpha", "qrexec-client-vm beta test.OneWay \(Self.silence)")
            #expect(result.status == 125)
            #expect(!result.output.contains("leak"))
        }

        @Test func `a rule's limits end a call`() async throws {
            try await host.define(service: "test.Few", in: "beta", "exec cat >/dev/null")
            #expect(
                try await host.result("alpha", "head -c 900 /dev/zero | qrexec-client-vm beta test.Few").status == 0)
            #expect(
                try await host.result("alpha", "head -c 90000 /dev/zero | qrexec-client-vm beta test.Few").status == 125
            )
            try await host.define(service: "test.Short", in: "beta", "sleep 120")
            let late = try await host.result("alpha", "qrexec-client-vm beta test.Short </dev/null")
            #expect(late.status == 125)
            #expect(late.errors.contains("max_seconds=2"), "\(late.errors)")
        }

        @Test func `a VM that does not run is started for a call, if the rule does not forbid it`() async throws {
            let refused = try await host.result("alpha", "qrexec-client-vm sleeper test.LetSleep </dev/null")
            #expect(refused.status == 126)
            #expect(host.managerLog.contains("test.LetSleep+: alpha -> sleeper: denied"))
            #expect(try await host.machine("sleeper").state == .halted)
            #expect(try await host.result("alpha", "qrexec-client-vm sleeper test.Wake </dev/null").status == 127)
            #expect(try await host.machine("sleeper").state == .running)
            try await host.does("shutdown", "sleeper")
        }

        @Test func `a call under way is seen, and ends when it is cut or the policy turns against it`() async throws {
            for service in ["test.Hold", "test.Revoked"] {
                try await host.define(service: service, in: "beta", "echo begun; exec sort >/dev/null")
            }
            let held = try host.beginShell("alpha", "qrexec-client-vm beta test.Hold \(Self.silence)")
            let revoked = try host.beginShell("alpha", "qrexec-client-vm beta test.Revoked \(Self.silence)")
            try await eventually("both calls have begun") {
                held.output.contains("begun") && revoked.output.contains("begun")
            }
            let list = try await host.bulkhead("calls").output
            #expect(list.contains("test.Hold+") && list.contains("test.Revoked+"), "\(list)")
            let line = try #require(list.split(separator: "\n").first { $0.contains("test.Hold+") })
            let number = try #require(line.split(separator: " ").first)
            try await host.does("calls", "cut", String(number))
            let cut = try await held.end()
            #expect(cut.status == 125)
            #expect(cut.errors.contains("cut on the host"), "\(cut.errors)")
            #expect(!revoked.hasEnded)

            let policy = try FileSystem.readText(host.configuration + "/policy.d/30-test.policy")
            try host.write(
                policy: policy.replacing(
                    "test.Revoked    *  alpha  beta     allow", with: "test.Revoked * alpha beta deny") + "\n")
            try await host.does("reload")
            let ended = try await revoked.end()
            #expect(ended.status == 125)
            #expect(ended.errors.contains("the policy has changed"), "\(ended.errors)")
            try host.write(policy: policy + "\n")
            try await host.does("reload")
            try await eventually("the services in beta are gone") {
                try await host.shell("beta", "pgrep -c -x sort || true") == "0"
            }
        }

        @Test func `what was decided and how it ended is on record, with the rule`() async throws {
            try await host.define(service: "test.Recorded", in: "beta", "cat; exit 5")
            #expect(try await host.result("alpha", "echo 12345 | qrexec-client-vm beta test.Recorded+x").status == 5)
            #expect(
                try await host.result("beta", "qrexec-client-vm alpha test.Recorded </dev/null").status == 126)
            try await eventually("the end is on record") {
                try await host.audit("--event", "call.ended").contains("test.Recorded")
            }
            let decided = try await host.audit("--event", "call.decided").split(separator: "\n")
            let allowed = try #require(decided.last { $0.contains("test.Recorded") && $0.contains("outcome=allow") })
            #expect(allowed.contains("30-test.policy:10") && allowed.contains("source=alpha"), "\(allowed)")
            let denied = try #require(decided.last { $0.contains("test.Recorded") && $0.contains("outcome=deny") })
            #expect(denied.contains("30-test.policy:12") && denied.contains("source=beta"), "\(denied)")
            let ended = try await host.audit("--event", "call.ended").split(separator: "\n")
            let end = try #require(ended.last { $0.contains("test.Recorded") })
            #expect(end.contains("exit 5") && end.contains("forward_bytes=6"), "\(end)")
            let journal = host.managerLog
            #expect(journal.contains("test.Recorded+x: alpha -> beta: allowed to beta"))
            #expect(journal.contains("test.Recorded+: beta -> alpha: denied by policy"))
            let why = try await host.bulkhead(
                "policy", "why", "--folder", host.state + "/audit")
            #expect(why.output.contains("test.Recorded"), "\(why.output)\(why.errors)")
        }
    }
}
