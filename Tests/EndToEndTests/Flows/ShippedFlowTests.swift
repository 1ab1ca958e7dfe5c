import LinuxIO
import TestSupport
import Testing

extension EndToEnd.ShippedSet {
    /// A call between VMs of the shipped set, and what the shipped rules say of it.
    struct ShippedCall: Sendable, CustomTestStringConvertible {
        let source: String
        let service: String
        let target: String
        let isAsked: Bool

        var testDescription: String { "\(service): \(source) -> \(target)" }

        init(_ source: String, _ service: String, _ target: String, asked: Bool) {
            self.source = source
            self.service = service
            self.target = target
            isAsked = asked
        }
    }

    static let shippedCalls = [
        ShippedCall("personal", "qubes.Filecopy", "vault", asked: true),
        ShippedCall("vault", "qubes.Filecopy", "personal", asked: true),
        ShippedCall("vault", "qubes.Filecopy", "corporate", asked: true),
        ShippedCall("corporate", "qubes.Filecopy", "vault", asked: true),
        ShippedCall("banking", "qubes.Filecopy", "personal", asked: true),
        ShippedCall("personal", "qubes.Filecopy", "browsing", asked: true),
        ShippedCall("browsing", "qubes.Filecopy", "personal", asked: true),
        ShippedCall("corporate", "qubes.Gpg", "vault", asked: true),
        ShippedCall("personal", "qubes.OpenURL", "browsing", asked: true),
        ShippedCall("browsing", "qubes.Filecopy", "vault", asked: false),
        ShippedCall("vault", "qubes.Filecopy", "browsing", asked: false),
        ShippedCall("browsing", "qubes.Filecopy", "corporate", asked: false),
        ShippedCall("corporate", "qubes.Filecopy", "personal", asked: false),
        ShippedCall("personal", "qubes.Filecopy", "corporate", asked: false),
        ShippedCall("personal", "qubes.Filecopy", "banking", asked: false),
        ShippedCall("banking", "qubes.Filecopy", "browsing", asked: false),
        ShippedCall("browsing", "qubes.VMShell", "vault", asked: false),
        ShippedCall("personal", "qubes.VMShell", "sys-net", asked: false),
        ShippedCall("browsing", "qubes.Gpg", "vault", asked: false),
        ShippedCall("banking", "qubes.ConnectTCP+22", "personal", asked: false),
        ShippedCall("personal", "qubes.UpdatesProxy", "sys-net", asked: false),
        ShippedCall("sys-net", "qubes.VMShell", "sys-firewall", asked: false),
    ]

    /// What the target has seen of calls: files that came, and what its services wrote.
    private func trace(in machine: String) async throws -> String {
        try await host.shell(
            machine, "ls -R QubesIncoming /var/log/bulkhead 2>/dev/null; cat /var/log/bulkhead/* 2>/dev/null; true")
    }

    @Test(arguments: shippedCalls)
    func `a shipped rule holds for real calls`(call: ShippedCall) async throws {
        let evaluated = try await host.bulkhead(
            "policy", "eval", "-c", host.configuration, call.source, call.target, call.service)
        #expect(evaluated.output.contains(call.isAsked ? "ask" : "deny"), "\(evaluated.output)")
        // Nobody holds the prompts: what is asked and what is denied end the same way, and the target knows nothing.
        let before = try await trace(in: call.target)
        let result = try await host.result(
            call.source, "echo data | qrexec-client-vm \(call.target) \(call.service)")
        #expect(result.status == 126)
        #expect(result.output == "")
        #expect(try await trace(in: call.target) == before)
        let record = try #require(
            try await host.audit("--event", "call.decided", "--vm", call.source).split(separator: "\n").last)
        #expect(record.contains("requested_target=\(call.target)") && record.contains("outcome=deny"), "\(record)")
        #expect(record.contains("nobody shows prompts") == call.isAsked, "\(record)")
    }

    @Test func `what is asked for and answered with yes happens, and with no it does not`() async throws {
        let holder = try host.begin("asks", "--follow", "--json")
        defer { holder.kill() }
        for (source, target) in [("personal", "vault"), ("banking", "personal"), ("browsing", "personal")] {
            for isAllowed in [true, false] {
                let name = "\(source)-\(isAllowed)"
                func copy() throws -> RunningProgram {
                    try host.beginShell(source, "echo \(name) >\(name); qvm-copy-to-vm \(target) \(name)")
                }
                var client = try copy()
                var shown = ""
                try await eventually("\(source) asks for \(target)") {
                    // The holder may not have been there yet.
                    if client.hasEnded { client = try copy() }
                    shown = try await host.bulkhead("asks").output
                    return shown.contains("qubes.Filecopy")
                }
                let number = String(try #require(shown.split(separator: " ").dropFirst().first).dropLast())
                try await host.does(["answer", number] + (isAllowed ? [target] : ["--deny"]))
                #expect(try await client.end().status == (isAllowed ? 0 : 126))
                let came = try await host.shell(
                    target, "cat QubesIncoming/\(source)/\(name) 2>/dev/null || echo nothing")
                #expect(came == (isAllowed ? name : "nothing"))
            }
        }
    }

    /// Split GPG with a real key: it stays in vault, and corporate gets a signature that is good.
    @Test func `a key in vault signs for corporate, after a prompt`() async throws {
        _ = try await host.shell(
            "vault",
            """
            gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-generate-key 'Office <office@example.org>' ed25519 sign never 2>/dev/null
            gpg --batch --armor --export office@example.org >key.asc
            """)
        // The style of Qubes' split-gpg: the service gets the client's arguments ahead of the data.
        try await host.define(
            service: "qubes.Gpg", in: "vault",
            """
            read -r words
            set -f
            for word in $words; do case $word in --sign|--detach-sign|--armor|--list-secret-keys|--with-colons) ;; *) exit 2;; esac; done
            echo "signing for $QREXEC_REMOTE_DOMAIN" >&2
            exec gpg --batch --quiet --pinentry-mode loopback --passphrase '' $words
            """)
        let key = try await host.shell("vault", "cat key.asc")
        let imported = try await host.bulkhead(
            "run", "-p", "corporate", "gpg --batch --quiet --import 2>/dev/null", input: Array((key + "\n").utf8))
        #expect(imported.status == 0)
        #expect(try await host.shell("corporate", "gpg --batch --list-secret-keys 2>/dev/null | wc -l") == "0")

        let holder = try host.begin("asks", "--follow", "--json")
        defer { holder.kill() }
        func sign() throws -> RunningProgram {
            try host.beginShell(
                "corporate",
                "echo 'the contract' >letter; (echo --detach-sign --armor; cat letter) | qrexec-client-vm vault qubes.Gpg >letter.asc"
            )
        }
        var client = try sign()
        var shown = ""
        try await eventually("vault's key is asked for") {
            if client.hasEnded { client = try sign() }
            shown = try await host.bulkhead("asks").output
            return shown.contains("qubes.Gpg")
        }
        #expect(shown.contains("corporate") && shown.contains("vault") && shown.contains("(proposed)"), "\(shown)")
        let number = try #require(shown.split(separator: " ").dropFirst().first).dropLast()
        try await host.does("answer", String(number), "vault")
        let signed = try await client.end()
        #expect(signed.status == 0, "\(signed.errors)")
        let verified = try await host.result("corporate", "gpg --batch --verify letter.asc letter")
        #expect(verified.status == 0, "\(verified.errors)")
        #expect((verified.output + verified.errors).contains("Good signature"), "\(verified.errors)")
        #expect(
            try await host.result("corporate", "echo forged >letter; gpg --batch --verify letter.asc letter").status
                != 0)
        #expect(try await host.shell("vault", "cat /var/log/bulkhead/services.log").contains("signing for corporate"))
    }
}
