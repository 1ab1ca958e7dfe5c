import Channel
import Hypervisor
import Images
import LinuxEvents
import LinuxIO
import Machines

/// Boots a template to the point where its agent waits for its configuration, and keeps it there.
struct GoldenBoot: Sendable {
    let parts: CloneParts
    let image: TemplateImage
    let shape: SnapshotShape
    let name: MachineName

    /// Makes the snapshot; of the machine nothing is left, whatever happens.
    func make() async throws(StartError) -> any GoldenSnapshot {
        let user = try parts.takeUser()
        let directory = "\(parts.directory)/\(name)"
        let machine: any MachineInstance
        do {
            try? FileSystem.removeTree(directory)
            try FileSystem.makeDirectory(directory, mode: 0o700)
            machine = try await parts.hypervisor.create(
                parts.specification(
                    image, shape, name: name, userID: user, runDirectory: directory, isTemplate: true))
        } catch {
            await parts.remove(nil, nil, directory, user: user)
            if let error = error as? HypervisorError { throw .hypervisor(error) }
            throw .host("\(error)")
        }
        var broker: BrokerProcess?
        let result: Result<any GoldenSnapshot, StartError>
        do {
            let started = try await parts.brokers.start(
                for: machine.record, in: directory, on: WorkQueue(label: "bulkhead.golden.\(name)"))
            broker = started.process
            do { try await machine.resume() } catch { throw StartError.hypervisor(error) }
            try await Settling.wait(started.socket, machine)
            do { result = .success(try await machine.freeze()) } catch { throw StartError.hypervisor(error) }
            started.socket.close()
        } catch let error as StartError {
            result = .failure(error)
        } catch {
            result = .failure(.host("\(error)"))
        }
        await parts.remove(machine, broker, directory, user: user)
        return try result.get()
    }
}
