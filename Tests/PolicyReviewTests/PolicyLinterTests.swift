import Machines
import Policy
import PolicyReview
import Testing

struct PolicyLinterTests {
    private struct Services: ServiceTraits {
        let known = ["qubes.Filecopy", "qubes.VMShell", "qubes.ConnectTCP", "qubes.Gpg", "admin.vm.List"]

        func isKnown(_ service: String) -> Bool { known.contains(service) }
        func isControlling(_ service: String) -> Bool { service == "qubes.VMShell" }
        func isSensitive(_ service: String) -> Bool { service == "qubes.Gpg" }
        func nearest(to service: String) -> [String] {
            NearestWord.find(service, among: known).map { [$0] } ?? []
        }
    }

    private func input(_ files: [String: String], mode: PolicyMode = .strict) -> LintInput {
        let texts = Dictionary(uniqueKeysWithValues: files.map { ("policy.d/" + $0.key, Array($0.value.utf8)) })
        let tree = PolicyTree(texts, directories: ["policy.d"])
        let reading = PolicyReader(mode: mode).read(PolicyLayout(directory: "policy.d"), from: tree)
        var input = LintInput(reading: reading, mode: mode)
        input.texts = texts
        input.services = Services()
        return input
    }

    private func lint(_ text: String, world: World? = nil) -> [LintFinding] {
        var input = input(["30-user.policy": text])
        input.world = world
        return PolicyLinter.lint(input).findings
    }

    /// `ID SEVERITY LINE`, in order.
    private func summary(_ findings: [LintFinding]) -> [String] {
        findings.map { "\($0.rule.rawValue) \($0.severity.rawValue) \($0.place.line)" }
    }

    private func world(_ change: (inout [Domain]) -> Void = { _ in }) -> World {
        var domains: [Domain] = []
        for (name, label) in [
            ("untrusted", "red"), ("work", "blue"), ("vault", "black"), ("dvm", "red"), ("offline-dvm", "red"),
            ("sys-net", "red"),
        ] {
            var domain = Domain(name: name, uuid: "uuid-of-\(name)", type: "AppVM")
            domain.label = label
            domain.defaultDisposable = "offline-dvm"
            domain.netvm = ["vault", "offline-dvm", "sys-net"].contains(name) ? nil : "sys-net"
            domain.providesNetwork = name == "sys-net"
            domain.isDisposableTemplate = name.hasSuffix("dvm")
            domain.tags = name == "work" ? ["office", "client-a"] : []
            domains.append(domain)
        }
        change(&domains)
        return World(domains)
    }

    // MARK: Rules that are never reached

    @Test(arguments: [
        ("qubes.Gpg * @anyvm @anyvm ask\nqubes.Gpg * work vault deny\n", ["shadowed-different error 2"]),
        ("qubes.Gpg * @anyvm vault deny\nqubes.Gpg * work vault allow\n", ["shadowed-different warning 2"]),
        ("qubes.Gpg * @anyvm vault ask\nqubes.Gpg * work vault ask\n", ["shadowed-same note 2"]),
        // A tag is covered by @anyvm: dom0 has none.
        (
            "qubes.Gpg * @anyvm * ask user=gpg\nqubes.Gpg * @tag:a @tag:b deny\n",
            [
                "ask-offers-dom0 warning 1", "shadowed-different error 2",
            ]
        ),
        // Two rules together.
        (
            "qubes.Gpg * work @anyvm ask\nqubes.Gpg * work dom0 ask\nqubes.Gpg * work * deny\n",
            [
                "shadowed-different error 3"
            ]
        ),
        ("qubes.Gpg * work @anyvm ask\nqubes.Gpg * work * deny\n", []),
        ("qubes.Gpg * @anyvm vault ask\nqubes.Gpg * dom0 vault deny\n", []),
        ("qubes.Gpg * @anyvm vault ask\nqubes.Gpg * * vault deny\n", []),
        ("qubes.Gpg * work @dispvm ask\nqubes.Gpg * work @dispvm:dvm deny\n", []),
        ("qubes.Gpg * work @dispvm:dvm ask\nqubes.Gpg * work @dispvm deny\n", []),
        ("qubes.Gpg * work @anyvm ask\nqubes.Gpg * work @default deny\n", ["shadowed-different error 2"]),
        ("qubes.Gpg * work uuid:1-2 ask\nqubes.Gpg * work vault deny\n", []),
        ("* * work @anyvm ask\nqubes.Gpg +x work vault deny\n", ["shadowed-different error 2"]),
        (
            "qubes.ConnectTCP * work @default allow target=vault\nqubes.ConnectTCP +445 work @default allow target=sys-net\n",
            [
                "wide-before-narrow warning 2"
            ]
        ),
        ("qubes.Gpg +x work vault allow\nqubes.Gpg * work vault deny\n", []),
    ])
    func `a rule is unreachable when no call is left to it, and only then`(text: String, expected: [String]) {
        #expect(summary(lint(text)) == expected)
    }

    @Test func `a rule that is hidden by another file names both`() throws {
        let findings = PolicyLinter.lint(
            input([
                "31-allow.policy": "qubes.USBAttach * @anyvm @anyvm ask\n",
                "32-deny.policy":
                    "# denials\nqubes.USBAttach * @anyvm @tag:a deny\nqubes.USBAttach * @tag:a @anyvm deny\n",
            ])
        ).findings
        #expect(findings.map(\.place.text) == ["policy.d/32-deny.policy:2", "policy.d/32-deny.policy:3"])
        #expect(findings.allSatisfy { $0.rule == .shadowedDifferent && $0.severity == .error })
        #expect(findings.allSatisfy { $0.related.map(\.place.text) == ["policy.d/31-allow.policy:1"] })
        #expect(try #require(findings.first).message.contains("in a file that is read before"))
    }

    /// Every rule that the linter calls unreachable decides nothing in any of many worlds.
    @Test func `no unreachable rule decides a call`() {
        var deadCount = 0
        for seed in UInt64(1)...60 {
            var random = RandomPolicy(seed: seed)
            let rules = random.rules(14)
            let index = RuleIndex(rules)
            let dead = Set(rules.rules.indices.filter { index.cover(of: $0) != nil })
            deadCount += dead.count
            for _ in 0..<3 {
                let policy = CompiledPolicy(rules: rules, world: random.world())
                var deciding: Set<Int> = []
                for service in RandomPolicy.services + ["any.Service"] {
                    for argument in RandomPolicy.arguments + ["+other"] {
                        for source in policy.world.domains.indices {
                            let matches = policy.firstMatches(service: service, argument: argument, source: source)
                            deciding.formUnion(matches.map(\.rule))
                        }
                    }
                }
                #expect(deciding.isDisjoint(with: dead), "seed \(seed)")
            }
        }
        #expect(deadCount > 60)
    }

    // MARK: Rules by themselves

    @Test(arguments: [
        ("qubes.Gpg * @dispvm:dvm vault deny", ["never-matches error 1"]),
        ("qubes.Gpg * $anyvm vault deny", ["dollar-token error 1"]),
        ("qubes.Gpg * work $dispvm allow", ["dollar-token warning 1"]),
        ("qubes.Gpg * work,mail vault deny", ["comma error 1"]),
        ("qubes.Gpg * work anyvm ask", ["unknown-vm warning 1"]),
        ("qubes.Gpg * work @default ask", ["ask-without-targets warning 1"]),
        ("qubes.Gpg * work @default ask\nqubes.Gpg * @anyvm vault ask", []),
        ("qubes.Gpg * work @default ask\nqubes.Gpg * mail vault ask", ["ask-without-targets warning 1"]),
        ("qubes.Gpg * work @default ask target=vault", []),
        ("qubes.Gpg * @type:AppVm vault ask", ["unknown-class warning 1"]),
        ("admin.vm.List * work @anyvm allow", ["admin-without-dom0 warning 1"]),
        ("admin.vm.List * work @anyvm allow target=dom0\nadmin.vm.List * mail dom0 allow", []),
        ("qubes.Gpg * @anyvm @anyvm allow", ["any-any-allow warning 1"]),
        ("qubes.Gpg * @anyvm @anyvm allow target=dom0", []),
        ("* * work vault allow", ["wildcard-service-allow warning 1"]),
        ("qubes.Gpg * work vault ask user=root", ["ask-user-root warning 1"]),
        ("qubes.Gpg * work * ask", ["ask-offers-dom0 warning 1"]),
        ("qubes.Gpg * @anyvm vault ask default_target=vault", ["ask-fatigue warning 1"]),
        ("qubes.Gpg * work vault deny notify=no", ["silent-deny note 1"]),
        ("qubes.Filecopy * work vault deny notify=no", []),
        ("qubes.Gpg * @anyvm @anyvm deny", ["deny-misses-dom0 note 1"]),
        ("qubes.Gpg * @anyvm @anyvm deny\nqubes.Gpg * @anyvm dom0 deny", []),
        (
            "qubes.Gpg * work @anyvm deny\n* * work * allow",
            [
                "deny-misses-dom0 warning 1", "wildcard-service-allow warning 2",
            ]
        ),
        ("qubes.FileCopy * work vault ask", ["service-case warning 1"]),
        ("qubes.Filecopi * work vault ask", ["unknown-service warning 1"]),
        ("our.Service * work vault ask", []),
        (
            "qubes.Gpg * @tag:client @default ask target=vault\nqubes.Filecopy * @tag:client vault ask\nqubes.ConnectTCP * @tag:clinet vault deny",
            ["unknown-tag error 3"]
        ),
        (
            "qubes.Gpg * @tag:client1 vault ask\nqubes.Gpg * @tag:client2 vault ask\nqubes.Gpg * @tag:client2 mail ask",
            []
        ),
    ])
    func `what is probably not meant is found`(text: String, expected: [String]) {
        #expect(summary(lint(text + "\n")) == expected)
    }

    @Test(arguments: [
        ("qubes.Gpg * work vault allow # why", "inline-comment"),
        ("qubes.Gpg * work vault allow,target=vault", "comma"),
        ("qubes.Gpg * work vault permit", "syntax"),
    ])
    func `a line that is refused is an error with its usual reason`(line: String, id: String) {
        let findings = lint("# first\n\(line)\n")
        #expect(summary(findings) == ["\(id) error 2"])
    }

    // MARK: Files

    @Test func `numbers of other lengths are a surprise`() {
        let findings = PolicyLinter.lint(
            input([
                "10-a.policy": "qubes.Gpg * a b ask\n", "9-b.policy": "qubes.Gpg * b c ask\n",
                "95-c.policy": "qubes.Gpg * c d ask\n",
            ])
        ).findings
        #expect(findings.map { "\($0.rule.rawValue) \($0.place.text)" } == ["file-order policy.d/9-b.policy"])
    }

    @Test func `a file that the runtime directory hides is told`() {
        let tree = PolicyTree(["etc/30-user.policy": Array("qubes.Gpg * a b deny\n".utf8), "run/30-user.policy": []])
        let reading = PolicyReader(mode: .strict)
            .read(PolicyLayout(directory: "etc", runtimeDirectory: "run"), from: tree)
        let findings = PolicyLinter.lint(LintInput(reading: reading)).findings
        #expect(findings.map(\.rule) == [.runtimeOverride])
        #expect(findings.map(\.place.text) == ["etc/30-user.policy"])
    }

    @Test func `an include gives one finding for all its services`() {
        let files = [
            "30-user.policy": "!include-service qubes.Gpg * include/x\n!include-service qubes.VMShell * include/x\n",
            "include/x": "@dispvm:dvm work deny\n",
        ]
        let findings = PolicyLinter.lint(input(files)).findings
        #expect(findings.map(\.rule) == [.neverMatches])
        #expect(findings.map(\.repetitions) == [1])
    }

    // MARK: VMs

    @Test(arguments: [
        ("qubes.Gpg * wrok vault ask", ["unknown-vm warning 1"]),
        ("qubes.Gpg * somebody vault ask", ["unknown-vm note 1"]),
        ("qubes.Gpg * work @default allow target=gone", ["removed-target warning 1"]),
        ("qubes.Gpg * work @dispvm:work ask", ["removed-template warning 1"]),
        ("qubes.Gpg * work @dispvm:dmv ask", ["removed-template warning 1"]),
        ("qubes.Gpg * @tag:offise vault ask", ["unknown-tag warning 1"]),
        ("qubes.Gpg * @tag:nobody vault ask", ["empty-tag note 1"]),
        ("qubes.Gpg * @type:StandaloneVM vault ask", ["empty-class note 1"]),
        ("qubes.Gpg * uuid:1-2-3 vault ask", ["unknown-vm note 1"]),
        ("qubes.Gpg * untrusted vault allow", ["autostart-offline warning 1"]),
        ("qubes.Gpg * untrusted vault allow autostart=no", []),
        ("qubes.Gpg * untrusted vault ask", []),
        ("qubes.Gpg * vault @dispvm:dvm allow", ["disposable-network warning 1"]),
        ("qubes.Gpg * vault @dispvm allow", []),
        ("qubes.VMShell * untrusted work allow", ["controls-more-trusted warning 1"]),
        ("qubes.VMShell * work untrusted allow", []),
    ])
    func `what the VMs make of a rule is found`(text: String, expected: [String]) {
        #expect(summary(lint(text + "\n", world: world())) == expected)
    }

    @Test func `the rules that let an offline VM out are one finding`() throws {
        let text = "qubes.Gpg * @anyvm @dispvm allow\nqubes.OpenURL * @anyvm @dispvm allow\n"
        let networked = world { domains in
            for place in domains.indices { domains[place].defaultDisposable = "dvm" }
        }
        let findings = lint(text, world: networked)
        #expect(findings.map(\.rule) == [.disposableNetwork])
        let finding = try #require(findings.first)
        #expect(finding.message.hasPrefix("offline-dvm, vault have no network"))
        #expect(finding.related.map(\.place.line) == [2])
    }

    // MARK: Comments that allow

    @Test func `a comment with a reason allows a finding on the next line`() {
        let report = PolicyLinter.lint(
            input(["30-user.policy": "# lint: allow wildcard-service-allow the lab\n* * work vault allow\n"]))
        #expect(report.findings.isEmpty)
        #expect(report.suppressedCount == 1)
    }

    @Test(arguments: [
        (
            "# lint: allow wildcard-service-allow\n* * work vault allow\n",
            [
                "bare-suppression warning 1", "wildcard-service-allow warning 2",
            ]
        ),
        (
            "# lint: allow wildcard-servise-allow lab\n* * work vault allow\n",
            [
                "bare-suppression warning 1", "wildcard-service-allow warning 2",
            ]
        ),
        (
            "# lint: allow any-any-allow lab\n* * work vault allow\n",
            [
                "unused-suppression note 1", "wildcard-service-allow warning 2",
            ]
        ),
        (
            "# lint: allow wildcard-service-allow lab\n\n* * work vault allow\n",
            [
                "unused-suppression note 1", "wildcard-service-allow warning 3",
            ]
        ),
        ("# lint: allow syntax lab\nnonsense\n", ["bare-suppression warning 1", "syntax error 2"]),
    ])
    func `a comment that allows nothing is told`(text: String, expected: [String]) {
        #expect(summary(lint(text)) == expected)
    }
}
