import Foundation
import Testing

struct ArchitectureTests {
    @Test func `every file imports only what its tier may`() throws {
        let rule = try ImportRule()
        let files = try SourceTree.current.files
        #expect(files.count > 100)
        #expect(files.flatMap { rule.violations(in: $0) } == [])
    }

    @Test func `each C module has exactly one Swift target around it`() throws {
        let files = try SourceTree.current.files
        for module in try SourceTree.targets(of: .system) {
            let users = Set(files.filter { $0.imports.contains { $0.module == module } }.map(\.module))
            #expect(users == Set([ImportRule.wrappers[module]].compactMap(\.self)), "\(module)")
        }
    }

    @Test func `the agent reaches nothing but the protocol and the kernel`() throws {
        let reached = try SourceTree.current.closure(of: "bulkhead_agent")
        let ours: Set = [
            "Agent", "GuestTools", "FileCopy", "Channel", "Machines", "LinuxIO", "CLinux", "Checksums", "CZlib",
            "Network", "NetworkSetup",
        ]
        #expect(reached.subtracting(ours).subtracting(["Glibc", "Synchronization"]) == [])
        #expect(reached.isSuperset(of: ["Agent", "LinuxIO", "CLinux"]))
    }

    @Test func `the manager reaches no backend and the core nothing of the system`() throws {
        let tree = try SourceTree.current
        #expect(tree.closure(of: "Manager").isDisjoint(with: ImportRule.backends))
        let platform = try SourceTree.targets(of: .platform).union(SourceTree.targets(of: .system))
        for module in try SourceTree.targets(of: .core) {
            #expect(tree.closure(of: module).isDisjoint(with: platform.union(["Glibc", "Foundation"])), "\(module)")
        }
    }

    @Test func `no file says what is banned`() throws {
        #expect(try SourceTree.current.files.flatMap { CodeRule.violations(in: $0) } == [])
    }

    @Test func `no file is too long`() throws {
        let paths = try ["Sources", "Tests"].flatMap { folder in
            try SourceTree.paths(under: folder) { $0.hasSuffix(".swift") }
        }
        let long = try paths.filter { path in
            let bytes = try Data(contentsOf: SourceTree.root.appending(path: path))
            return bytes.count(where: { $0 == 0x0A }) > CodeRule.maximumLines
        }
        #expect(long == [])
    }
}
