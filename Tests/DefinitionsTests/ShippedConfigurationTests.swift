import Definitions
import Foundation
import Machines
import Testing

/// The files under `policies/` of the repository, as an admin gets them.
enum ShippedFiles {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "policies")

    static func file(_ path: String) throws -> SourceFile {
        SourceFile(path: path, bytes: Array(try Data(contentsOf: folder.appending(path: path))))
    }

    static func machines() throws -> [SourceFile] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "vms.d").path)
            .filter { $0.hasSuffix(".toml") }.sorted().map { try file("vms.d/\($0)") }
    }
}

@Suite struct ShippedConfigurationTests {
    /// A small laptop: what is shipped must fit it.
    private let host = HostFacts(memoryMiB: 4096, cpuCount: 2, imageTemplates: ["debian-12"])

    private func load() throws -> Configuration {
        let result = try ConfigurationReader.read(
            settings: ShippedFiles.file("bulkhead.toml"), machines: ShippedFiles.machines(), host: host)
        #expect(result.problems.map(\.description) == [])
        return try #require(result.configuration)
    }

    @Test func `the shipped configuration has no problem and gives the ten VMs`() throws {
        let rows = try load().machines.map { machine in
            let netvm = machine.netvm?.text ?? "-"
            return "\(machine.name) \(machine.machineClass.rawValue) \(machine.label.rawValue) \(netvm) "
                + "\(machine.memoryMiB) \(machine.volume.sizeMiB) \(machine.restart.mode.rawValue)"
        }
        #expect(
            rows == [
                "banking AppVM green sys-firewall 256 2048 never",
                "browsing AppVM red sys-firewall 256 2048 never",
                "corporate AppVM blue sys-firewall 256 2048 never",
                "disposable AppVM red sys-firewall 256 256 never",
                "disposable-offline AppVM black - 256 256 never",
                "personal AppVM yellow sys-firewall 256 2048 never",
                "sys-firewall ServiceVM green sys-net 256 256 on-failure",
                "sys-net ServiceVM red - 256 256 on-failure",
                "sys-update ServiceVM gray sys-firewall 256 256 never",
                "vault AppVM black - 256 2048 never",
            ])
    }

    @Test func `seven of the shipped VMs start with the host, all from one template, on an encrypted volume`() throws {
        let waiting = try load().machines.filter { !$0.autostart }.map(\.name.text)
        #expect(waiting == ["disposable", "disposable-offline", "sys-update"])
        for machine in try load().machines {
            #expect(machine.template?.text == "debian-12")
            #expect(machine.volume.encryption == .luks)
            #expect(machine.start == StartDefinition())
        }
    }

    @Test func `the shipped VMs start after their netvms`() throws {
        let configuration = try load()
        let plan = try StartPlan(starting: configuration.autostartNames, in: configuration.dependencies)
        #expect(
            plan.waves.map { $0.map(\.text) } == [
                ["sys-net", "vault"], ["sys-firewall"], ["banking", "browsing", "corporate", "personal"],
            ])
    }

    @Test func `the settings that are shipped commented out are the defaults`() throws {
        let settings = try load().settings
        #expect(settings == HostSettings())
        // What a comment says is the default must be it: with its '#' taken away the file reads the same.
        let text = String(decoding: try ShippedFiles.file("bulkhead.toml").bytes, as: UTF8.self)
        let uncommented = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.wholeMatch(of: #/# [a-z_]+ = .+/#) == nil ? line : line.dropFirst(2)
        }
        #expect(uncommented.filter { $0.contains(#/^[a-z_]+ = /#) }.count == 22)
        let result = read([:], settings: uncommented.joined(separator: "\n"))
        #expect(result.problems.map(\.description) == [])
        #expect(result.configuration?.settings == HostSettings())
    }

    @Test func `the example of the README is right`() throws {
        let readme = String(decoding: try ShippedFiles.file("README.md").bytes, as: UTF8.self)
        let example = try #require(readme.firstMatch(of: #/```toml\n((?s:.*?))```/#)).1
        let machines = try ShippedFiles.machines() + [SourceFile("vms.d/projects.toml", String(example))]
        let result = ConfigurationReader.read(settings: nil, machines: machines, host: host)
        #expect(result.problems.map(\.description) == [])
        #expect(result.configuration?.machines.contains { $0.memoryMiB == 512 } == true)
    }
}
