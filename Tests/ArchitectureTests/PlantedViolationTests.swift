import Testing

/// The rules find what they are there for: each test plants a violation.
struct PlantedViolationTests {
    private let rule = ImportRule(modules: [
        .system: ["CLinux", "CDBus"], .core: ["Machines", "QMP", "Definitions"],
        .platform: ["LinuxIO", "SystemBus", "Sandbox"], .host: ["Manager", "QEMUBackend", "Broker"],
        .guest: ["Agent"], .programs: ["bulkheadd"],
    ])

    @Test(arguments: [
        (Tier.core, "Machines", "import Foundation"),
        (.core, "Machines", "internal import Glibc"),
        (.core, "Machines", "import LinuxIO"),
        (.core, "Machines", "import TOMLKit"),
        (.core, "Machines", "import struct FoundationEssentials.Data"),
        (.core, "QMP", "import FoundationEssentials"),
        (.core, "QMP", "import Synchronization"),
        (.platform, "LinuxIO", "internal import CDBus"),
        (.platform, "LinuxIO", "import Manager"),
        (.host, "Manager", "package import QEMUBackend"),
        (.host, "Manager", "import CLinux"),
        (.host, "Manager", "@preconcurrency import Glibc"),
        (.host, "Manager", "import ArgumentParser"),
        (.host, "Manager", "import bulkheadd"),
        (.host, "Manager", "import Agent"),
        (.guest, "Agent", "import SystemBus"),
        (.guest, "Agent", "import Broker"),
        (.programs, "bulkheadd", "import CLinux"),
        (.programs, "bulkheadd", "import Glibc"),
        (.host, "Manager", "let a = 1; import Glibc"),
        (.host, "Manager", "import Unheard"),
    ])
    func `a planted import is found`(tier: Tier, target: String, line: String) {
        let source = "// A comment: import nothing\n\n\(line)\n"
        let found = rule.violations(in: SourceFile(tier: tier, target: target, name: "Planted.swift", source: source))
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.hasPrefix("Sources/\(tier.rawValue)/\(target)/Planted.swift:3: ") })
    }

    @Test(arguments: [
        (Tier.core, "Definitions", "import Machines\nimport TOMLKit"),
        (.core, "QMP", "internal import struct FoundationEssentials.Data"),
        (.platform, "LinuxIO", "internal import CLinux\ninternal import Glibc"),
        (.platform, "Sandbox", "import LinuxIO"),
        (.host, "QEMUBackend", "import QMP\nimport LinuxIO\nimport Synchronization"),
        (.host, "Manager", "/* import Glibc */ import Broker\nlet text = \"\"\"\n    import Glibc\n    \"\"\""),
        (.guest, "Agent", "import LinuxIO\npackage import Machines"),
        (.programs, "bulkheadd", "import Manager\nimport QEMUBackend\nimport ArgumentParser"),
    ])
    func `what the tiers allow is not found`(tier: Tier, target: String, source: String) {
        let file = SourceFile(tier: tier, target: target, name: "Planted.swift", source: source)
        #expect(rule.violations(in: file) == [])
    }

    @Test(arguments: [
        "@_exported import Machines", "@testable import Machines", "final class A: @unchecked Sendable {}",
        "let a = try! read()", "fatalError(\"never\")", "let a = b!", "let a = b()!.c", "let a = b[0]! + 1",
        "let a = b as! C", "var a: String!", "print(\"a \\(b!) c\")",
    ])
    func `a planted construct is found`(line: String) {
        let file = SourceFile(tier: .core, target: "Machines", name: "Planted.swift", source: "\n\(line)\n")
        #expect(CodeRule.violations(in: file).count == 1)
    }

    @Test(arguments: [
        "// try! and a! and fatalError(", "let a = \"try! b! \\(c ?? \"d!\") fatalError(\"", "if a != b, !c, !(d) {}",
        "/* a! /* b! */ c! */", "let a = #\"b! \"c! \\(d!)\"#", "let a = \"\"\"\n    b! \"c!\"\n    \"\"\"",
    ])
    func `what only looks like it is not found`(source: String) {
        let file = SourceFile(tier: .core, target: "Machines", name: "Planted.swift", source: source)
        #expect(CodeRule.violations(in: file) == [])
    }
}
