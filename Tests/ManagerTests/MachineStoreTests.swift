import Channel
import Hypervisor
import LinuxIO
import Machines
import Manager
import Testing

@Suite struct `The store of a machine` {
    private let directory: String
    private let store: MachineStore
    private let definition: MachineDefinition

    init() throws {
        directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-store-")
        let name = try MachineName("personal")
        store = MachineStore(name: name, stateDirectory: directory)
        definition = MachineDefinition(
            name: name, machineClass: .appVM, label: .yellow, volume: VolumeDefinition(sizeMiB: 64))
    }

    private func tearDown() { try? FileSystem.removeTree(directory) }

    @Test func `the first start makes the volume and its key, and the guest is to format it`() async throws {
        defer { tearDown() }
        let volume = try await store.volume(for: definition, hypervisor: FakeHypervisor())
        guard case .blank = volume.instruction else {
            Issue.record("a new volume is not blank: \(volume.instruction)")
            return
        }
        #expect(FileSystem.exists(store.volumePath))
        let key = try FileSystem.read(store.directory + "/private.key")
        #expect(key.count == 64)
    }

    @Test func `a formatted volume is never to be formatted again`() async throws {
        defer { tearDown() }
        _ = try await store.volume(for: definition, hypervisor: FakeHypervisor())
        try store.markFormatted()
        let again = try await store.volume(for: definition, hypervisor: FakeHypervisor())
        #expect(again.instruction == .existing)
    }

    @Test func `the identifier of a blank volume stays the same until it is formatted`() async throws {
        defer { tearDown() }
        let first = try await store.volume(for: definition, hypervisor: FakeHypervisor())
        let second = try await store.volume(for: definition, hypervisor: FakeHypervisor())
        #expect(first.instruction == second.instruction)
    }

    @Test(arguments: ["private.img", "private.key"])
    func `what is missing of a volume is an error that names it, and nothing is made`(file: String) async throws {
        defer { tearDown() }
        _ = try await store.volume(for: definition, hypervisor: FakeHypervisor())
        try FileSystem.remove(store.directory + "/" + file)
        let error = await #expect(throws: StartError.self) {
            try await store.volume(for: definition, hypervisor: FakeHypervisor())
        }
        #expect(error?.what.contains(store.directory + "/" + file) == true)
        #expect(!FileSystem.exists(store.directory + "/" + file))
    }

    @Test func `a volume without its record is left alone`() async throws {
        defer { tearDown() }
        _ = try await store.volume(for: definition, hypervisor: FakeHypervisor())
        try FileSystem.remove(store.directory + "/volume.json")
        let before = try FileSystem.read(store.volumePath, limit: 1 << 27)
        await #expect(throws: StartError.self) {
            try await store.volume(for: definition, hypervisor: FakeHypervisor())
        }
        #expect(try FileSystem.read(store.volumePath, limit: 1 << 27) == before)
    }

    @Test func `a full disk is an error, and the next try makes the volume`() async throws {
        defer { tearDown() }
        await #expect(throws: StartError.self) {
            try await store.volume(for: definition, hypervisor: FakeHypervisor(isDiskFull: true))
        }
        _ = try await store.volume(for: definition, hypervisor: FakeHypervisor())
        #expect(FileSystem.exists(store.volumePath))
    }

    @Test func `a manager killed between the volume and its record finds it whole`() async throws {
        defer { tearDown() }
        _ = try? await store.volume(for: definition, hypervisor: FakeHypervisor(isDiskFull: true))
        try await FakeHypervisor().createVolume(at: store.volumePath, sizeMiB: 64, encryption: .none)
        let found = try await store.volume(for: definition, hypervisor: FakeHypervisor(isDiskFull: true))
        #expect(found.disk.path == store.volumePath)
    }

    @Test func `a volume that was cut short is an error that names it, and stays as it is`() async throws {
        defer { tearDown() }
        _ = try await store.volume(for: definition, hypervisor: FakeHypervisor())
        try FileSystem.open(store.volumePath, .readWrite).truncate(toBytes: 1 << 20)
        let error = await #expect(throws: StartError.self) {
            try await store.volume(for: definition, hypervisor: FakeHypervisor())
        }
        #expect(error?.what.contains(store.volumePath) == true)
        #expect(FileSystem.sizeBytes(store.volumePath) == 1 << 20)
    }

    @Test func `the machine id is made once`() throws {
        defer { tearDown() }
        try store.prepare()
        let first = try store.machineID()
        #expect(first.count == 16)
        #expect(try store.machineID() == first)
    }
}
