import Hypervisor
import LinuxIO
import Machines

import class FoundationEssentials.JSONDecoder
import struct FoundationEssentials.Data

/// The guest template that the person who runs the tests has built.
enum RealTemplate {
    struct Manifest: Decodable {
        struct Root: Decodable {
            struct Verity: Decodable {
                let data_blocks: Int
                let hash_start_block: Int
                let root_hash: String
                let salt: String
            }
            let verity: Verity
        }
        let root: Root
    }

    static let directory: String? = CurrentProcess.environment("BULKHEAD_TEST_TEMPLATE")
        .flatMap { FileSystem.exists("\($0)/manifest.json") ? $0 : nil }

    static func specification(
        _ host: RealHost, _ directory: String, disks: [DiskSpecification]
    ) throws -> MachineSpecification {
        let bytes = try FileSystem.read("\(directory)/manifest.json")
        let verity = try JSONDecoder().decode(Manifest.self, from: Data(bytes)).root.verity
        let parameters = "\(verity.root_hash),\(verity.salt),\(verity.data_blocks),\(verity.hash_start_block)"
        return MachineSpecification(
            name: try MachineName("sample"), memoryMiB: 256, vcpus: 1, userID: host.userID,
            kernelPath: "\(directory)/vmlinux", initramfsPath: "\(directory)/initramfs",
            kernelArguments: ["console=ttyS0", "panic=-1", "quiet", "bulkhead.verity=\(parameters)"],
            disks: [DiskSpecification(serial: "root", path: "\(directory)/root.img", isReadOnly: true)] + disks,
            runDirectory: host.directory)
    }

    /// Sends hello (docs/PROTOCOL.md) until the agent answers; empty if it does not.
    static func greet(_ channel: borrowing OwnedDescriptor, seconds: Int) throws -> [UInt8] {
        let payload =
            Array("BULKHEAD".utf8) + Array(repeating: 7, count: 16) + [1, 0, 1, 0] + [0, 0, 1, 0] + [0, 0, 4, 0]
            + [64, 0, 0, 0]
        var poller = Poller()
        for _ in 0..<seconds * 20 {
            try channel.writeAll(frame(1, payload))
            poller.removeAll()
            _ = poller.add(channel.number, .readable)
            if poller.wait(milliseconds: 50) > 0 { return try channel.read(limit: 4_096) ?? [] }
        }
        return []
    }

    static func powerOff(_ channel: borrowing OwnedDescriptor) throws { try channel.writeAll(frame(10, [])) }

    private static func frame(_ type: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [0xB7, type, 0, 0, 0, 0, 0, 0, UInt8(payload.count), 0, 0, 0] + payload
    }
}
