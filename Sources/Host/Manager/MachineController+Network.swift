internal import Channel
import Hypervisor
import LinuxEvents
import LinuxIO
import Machines
import ManagerClient
import Network
import SystemBus

/// The machine's part in the network.
extension MachineController {
    /// The guest's program that takes what a ``GuestNetwork`` says.
    private static let networkProgram = "/usr/bin/bulkhead-network"
    /// How long the guest may take, in seconds.
    private static let networkSeconds = 30

    /// Plugs in the interfaces of a machine that does not run yet; all of them lead nowhere for now.
    func plugNetwork() async throws(StartError) {
        let interfaces: [(MACAddress, SharedDescriptor)]
        do { interfaces = try await context.network.open(name) } catch { throw .host("its network: \(error)") }
        guard let instance else { return }
        for (slot, (address, tap)) in interfaces.enumerated() {
            let network = NetworkSpecification(slot: slot, address: address)
            do { try await instance.plug(network, tap: tap.descriptor.number) } catch { throw .hypervisor(error) }
        }
    }

    /// What goes with a guest's first configuration: its network, unless that is too long for it.
    static func settings(of network: GuestNetwork) -> [GuestSetting] {
        let text = network.text
        guard text.utf8.count <= GuestConfiguration.settingValueLimit else { return [] }
        return [GuestSetting(key: GuestSetting.networkKey, value: text)]
    }

    /// Opens what may be open, now that the guest has its addresses and rules.
    func startNetwork(_ told: (network: GuestNetwork, clients: Set<MachineName>)) async throws(StartError) {
        if Self.settings(of: told.network).isEmpty, let failure = await configureNetwork(told.network) {
            throw .guest("its network could not be set up: \(failure)", advice: consoleAdvice)
        }
        await context.network.isReady(name, serving: told.clients)
    }

    private static func readAll(_ end: BusDescriptor, limit: Int) -> [UInt8] {
        guard let pipe = end.take() else { return [] }
        return (try? pipe.readAll(limit: limit)) ?? []
    }

    /// Gives the guest its addresses and rules; answers why it could not take them, or nil.
    func configureNetwork(_ network: GuestNetwork) async -> String? {
        do throws(BusFailure) {
            let input = Array(network.text.utf8)
            let specification = try commandSpecification(
                RunRequest(command: [Self.networkProgram], user: "root", directory: "/", usesShell: false))
            let (ends, id, status) = try begin(specification)
            let (source, errors) = (ends[0], ends[2])
            let limit = Task {
                try await Task.sleep(for: .seconds(Self.networkSeconds))
                // Its ends are closed then, and whoever reads or writes them goes on.
                self.send(.cancel(id: id))
            }
            defer { limit.cancel() }
            return await WorkQueue(label: "bulkhead.network.\(name)").run {
                if let pipe = source.take() { try? pipe.writeAll(input) }
                let text = Self.readAll(errors, limit: 1 << 16)
                let line = Self.readAll(status, limit: RunOutcome.lineLimit)
                switch RunOutcome(line: line) {
                case .exited(code: 0): return nil
                case .exited(let code):
                    let said = String(decoding: text, as: UTF8.self).firstLine.sanitizedForDisplay(limit: 200)
                    return said.isEmpty ? "\(Self.networkProgram) ended with \(code)" : said
                case .signalled(let number): return "\(Self.networkProgram) was ended by signal \(number)"
                case .failed(let reason): return reason.sanitizedForDisplay(limit: 200)
                }
            }
        } catch {
            return error.message.firstLine
        }
    }
}
