import Definitions
import Machines
import Testing

/// What one file can get wrong by itself; each case is the added lines, the first of which is line 4.
@Suite struct ProblemTests {
    private static let keys =
        "autostart, class, default_dispvm, label, memory, netvm, preload_dispvm_max, provides_network, restart, start, tags, template, "
        + "template_for_dispvms, uplink, vcpus, volume"

    private struct Case: CustomTestStringConvertible {
        let lines: String
        let problem: String?
        var testDescription: String { lines }

        init(_ lines: String, _ problem: String?) {
            self.lines = lines
            self.problem = problem
        }
    }

    private static let cases: [Case] = [
        Case("netwm = \"b\"", "4:1: unknown key 'netwm'; expected one of \(keys); did you mean 'netvm'?"),
        Case("\n[volum]\nsize = 64", "5:2: unknown table 'volum'; expected one of \(keys); did you mean 'volume'?"),
        Case(
            "[volume]\n  sise = 64",
            "5:3: unknown key 'sise' in [volume]; expected one of encryption, size; did you mean 'size'?"),
        Case(
            "volume.sise = 64",
            "4:8: unknown key 'sise' in [volume]; expected one of encryption, size; did you mean 'size'?"),
        Case(
            "volume = { sise = 64 }",
            "4:12: unknown key 'sise' in [volume]; expected one of encryption, size; did you mean 'size'?"),
        Case(
            "[uplink]\nbridge = \"br0\"\nnamespace = \"/x\"\naddress = \"192.0.2.2/24\"\ngateway = \"192.0.2.1\"",
            "6:13: both 'bridge' and 'namespace' are there; expected one of them"),
        Case(
            "[uplink]\nbridge = \"br0\"\naddress = \"192.0.2.2\"\ngateway = \"192.0.2.1\"",
            "6:11: '192.0.2.2' is not an address that 'address' takes; expected an IPv4 address with a prefix length, "
                + "as 192.0.2.2/24"),
        Case(
            "[uplink]\nbridge = \"br0\"\naddress = \"192.0.2.2/24\"\ngateway = \"here\"",
            "7:11: 'here' is not an address that 'gateway' takes; expected an IPv4 address, as 192.0.2.1"),
        Case(
            "[uplink]\nnamespace = \"lab\"\naddress = \"192.0.2.2/24\"\ngateway = \"192.0.2.1\"",
            "5:13: 'namespace' is no path; expected an absolute path such as /run/netns/lab"),
        Case("volume = 64", "4:10: 'volume' is an integer; expected a table [volume]"),
        Case("[[volume]]", "4:3: 'volume' is an array; expected a table [volume]"),
        Case("autostart = \"yes\"", "4:13: 'autostart' is a string; expected true or false"),
        Case("vcpus = true", "4:9: 'vcpus' is a boolean; expected a whole number from 1 to 64"),
        Case("vcpus = 1.5", "4:9: 'vcpus' is a floating-point number; expected a whole number from 1 to 64"),
        Case("vcpus = 0", "4:9: 'vcpus' is 0; expected a whole number from 1 to 64"),
        Case("vcpus = 33", "4:9: 'vcpus' is 33, beyond the host; expected at most 32 (4 for each of 8 processors)"),
        Case("memory = 63", "4:10: 'memory' is 63; expected 64MiB to 1TiB"),
        Case("memory = -1", "4:10: 'memory' is -1; expected 64MiB to 1TiB"),
        Case(
            "memory = \"256MB\"",
            "4:10: 'memory' is '256MB'; expected a size such as 512 (MiB), \"512MiB\" or \"2GiB\""),
        Case("memory = [256]", "4:10: 'memory' is an array; expected a size such as 512 (MiB), \"512MiB\" or \"2GiB\""),
        Case(
            "memory = \"16GiB\"",
            """
            4:10: 'memory' is 16384 MiB, beyond the host; expected at most 15872 MiB (the host has 16384, 512 \
            stay reserved)
            """),
        Case("volume.size = 1", "4:15: 'size' is 1; expected 64MiB to 16TiB"),
        Case(
            "volume.encryption = \"lusk\"",
            "4:21: unknown encryption 'lusk'; expected one of luks, none; did you mean 'luks'?"),
        Case("start.mode = 1", "4:14: 'mode' is an integer; expected one of clone, boot"),
        Case(
            "restart.mode = \"on_failure\"",
            "4:16: unknown mode 'on_failure'; expected one of never, on-failure, always; did you mean 'on-failure'?"),
        Case(
            "restart.initial_delay_ms = 40000",
            """
            4:28: the first delay, 40000 ms, is longer than the longest one; expected at most \
            'maximum_delay_ms', 30000
            """),
        Case(
            "[restart]\nmode = \"always\"\nwindow_seconds = 10",
            """
            6:18: warning: 5 restarts take longer than the window of 10 seconds, so they never end; expected a \
            longer window or fewer attempts
            """),
        Case("netvm = \"\"", "4:9: 'netvm' is empty; expected a name; leave the key out for none"),
        Case(
            "netvm = \"Sys\"",
            "4:9: the name 'Sys' starts with 'S', not with a letter a-z; expected [a-z][a-z0-9-]{0,30}"),
        Case("netvm = 5", "4:9: 'netvm' is an integer; expected the name of a VM, [a-z][a-z0-9-]{0,30}"),
        Case("tags = \"work\"", "4:8: 'tags' is a string; expected a list of tags such as [\"work\"]"),
        Case("tags = [\n  \"a\", # first\n  7 ]", "6:3: a tag is an integer; expected a string"),
        Case("tags = [\"a\", \"a\"]", "4:14: duplicate tag 'a'; expected each tag once"),
        Case(
            "tags = [\"a b\"]",
            """
            4:9: bad tag: the name 'a b' has ' ' at position 2; only a-z, 0-9 and '-' are allowed; expected \
            [a-z][a-z0-9-]{0,30}
            """),
        Case("netvm = \"b\\u0000c\"", "4:11: the character U+0000 in a string; expected text without it"),
        Case("name = \"a\"", nil),
        Case("memory = 1979-05-27", nil),
    ]

    @Test(arguments: cases)
    private func `a wrong line is told with its place and what was expected`(example: Case) {
        let found = problems(adding: example.lines)
        if let problem = example.problem {
            #expect(found == ["vms.d/a.toml:\(problem)"])
        } else {
            #expect(found.count == 1)
        }
    }

    @Test func `a missing class and label are told`() {
        #expect(
            read(["a": "# nothing"]).problems.map(\.description) == [
                "vms.d/a.toml:1:1: missing key 'class'; expected one of AppVM, TemplateVM, DispVM, StandaloneVM, ServiceVM",
                "vms.d/a.toml:1:1: missing key 'label'; expected one of red, orange, yellow, green, gray, blue, purple, "
                    + "black",
            ])
    }

    @Test func `a bad class and label are told with what was meant`() {
        #expect(
            read(["a": "class = \"appvm\"\nlabel = \"grey\""]).problems.map(\.description) == [
                "vms.d/a.toml:1:9: unknown class 'appvm'; expected one of AppVM, TemplateVM, DispVM, StandaloneVM, "
                    + "ServiceVM; did you mean 'AppVM'?",
                "vms.d/a.toml:2:9: unknown label 'grey'; expected one of red, orange, yellow, green, gray, blue, "
                    + "purple, black; did you mean 'gray'?",
            ])
    }

    @Test func `text that is not TOML is told where it stops being it`() {
        let found = problems(adding: "memory = \n")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("vms.d/a.toml:4:") == true)
        #expect(problems(adding: "label = \"blue\"").first?.hasPrefix("vms.d/a.toml:4:") == true)
        #expect(problems(adding: "[volume]\n[volume]").first?.hasPrefix("vms.d/a.toml:5:") == true)
    }

    @Test(arguments: [1, 100, 10_000])
    func `a key that would overflow TOMLKit's stack is refused before it comes there`(factor: Int) {
        let key = Array(repeating: "a", count: 33 * factor).joined(separator: ".")
        let problem = "a key of more than 32 parts; expected a shorter key"
        #expect(problems(adding: "\(key) = 1") == ["vms.d/a.toml:4:1: \(problem)"])
        #expect(problems(adding: "[\(key)]\n=") == ["vms.d/a.toml:4:2: \(problem)"])
        #expect(problems(adding: "x = [{ \(key)") == ["vms.d/a.toml:4:8: \(problem)"])
    }

    @Test func `bytes that are not UTF-8, nulls and huge files are refused`() {
        func problem(_ bytes: [UInt8]) -> String? {
            let file = SourceFile(path: "vms.d/a.toml", bytes: bytes)
            return ConfigurationReader.read(settings: nil, machines: [file], host: roomyHost).problems.first?
                .description
        }
        #expect(
            problem(Array("# x\n# \u{e9}".utf8) + [0xff])
                == "vms.d/a.toml:2:4: bytes that are not UTF-8; expected UTF-8 text")
        #expect(
            problem(Array("# x\n".utf8) + [0]) == "vms.d/a.toml:2:1: the character U+0000; expected text without it")
        #expect(
            problem([UInt8](repeating: 0x23, count: 1_048_577))
                == "vms.d/a.toml:1:1: the file has 1048577 bytes; expected at most 1048576")
    }

    @Test func `texts out of a file are shown escaped and cut`() {
        let found = problems(adding: "\"\\u001b[31m\(String(repeating: "x", count: 100))\" = 1")
        #expect(found.first?.hasPrefix(#"vms.d/a.toml:4:1: unknown key '\u{1b}[31mxxx"#) == true)
        #expect(found.first?.contains("xxx...'") == true)
    }

    @Test func `settings are checked like VMs`() {
        let settings = """
            acelerator = "kvm"
            bus = "session"
            heartbeat_seconds = 0
            [paths]
            state = "var/lib"
            run = "/run/\(String(repeating: "x", count: 48))"
            log = "/var/../etc"
            [uids]
            first = 0
            [limits]
            memory_reserve = "1PiB"
            parallel_start = 3
            """
        #expect(
            read([:], settings: settings).problems.map(\.description) == [
                "bulkhead.toml:1:1: unknown key 'acelerator'; expected one of accelerator, bus, clones, disposables, flows, heartbeat_seconds, "
                    + "limits, paths, policy, uids; did you mean 'accelerator'?",
                "bulkhead.toml:2:7: unknown bus 'session'; expected one of auto, system, private",
                "bulkhead.toml:3:21: 'heartbeat_seconds' is 0; expected a whole number from 1 to 300",
                "bulkhead.toml:5:9: 'state' is 'var/lib'; expected an absolute path without '.', '..' and empty parts, "
                    + "at most 1024 bytes",
                "bulkhead.toml:6:7: 'run' is '/run/\(String(repeating: "x", count: 48))'; expected an absolute path "
                    + "without '.', '..' and empty parts, at most 48 bytes",
                "bulkhead.toml:7:7: 'log' is '/var/../etc'; expected an absolute path without '.', '..' and empty parts, "
                    + "at most 1024 bytes",
                "bulkhead.toml:9:9: 'first' is 0; expected a whole number from 1000 to 4000000000",
                "bulkhead.toml:11:18: 'memory_reserve' is '1PiB'; expected a size such as 512 (MiB), \"512MiB\" or "
                    + "\"2GiB\"",
                "bulkhead.toml:12:1: unknown key 'parallel_start' in [limits]; expected one of console_log, "
                    + "memory_reserve, parallel_starts; did you mean 'parallel_starts'?",
            ])
    }

    @Test func `the locked key is a path, from the configuration folder or absolute`() {
        func key(_ text: String) -> (key: String?, problem: String?) {
            let result = read([:], settings: "[policy]\nlocked_key = \(text)\n")
            return (result.configuration?.settings.policy.lockedKey, result.problems.first?.description)
        }
        #expect(key("\"keys/company.pub\"").key == "keys/company.pub")
        #expect(key("\"/etc/company.pub\"").key == "/etc/company.pub")
        for text in ["\"\"", "\"../company.pub\"", "\"a//b\"", "\"/\"", "\"a/\"", "\"./a\"", "7", "\"a\\u0007\""] {
            #expect(key(text).key == nil, "\(text)")
            #expect(key(text).problem?.hasPrefix("bulkhead.toml:2:14: ") == true, "\(text)")
        }
    }
}
