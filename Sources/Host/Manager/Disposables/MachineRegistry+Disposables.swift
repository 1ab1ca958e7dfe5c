import Channel
import LinuxEvents
import LinuxIO
import Logging
import Machines
import ManagerClient
import SystemBus

/// Machines that are made for one purpose and end with it.
extension MachineRegistry {
    /// Disposables that may run at one time.
    private static let disposableLimit = 256
    /// As in Qubes: disp1 to disp9999.
    private static let numbers = 1...9_999

    /// Makes and starts a disposable, or hands out one that waits.
    ///
    /// - Parameters:
    ///   - base: The VM that it is made of.
    ///   - creator: The VM that asks for it, and with which it ends; nil for a person on the host.
    /// - Returns: Its controller; it runs.
    /// - Throws: Why there is none; then nothing of it is left.
    func makeDisposable(
        of base: MachineName, creator: MachineName?
    ) async throws(BusFailure) -> MachineController {
        if let ready = await takePreloaded(of: base, creator: creator) { return ready }
        let controller = try await addDisposable(of: base, creator: creator, isPreloaded: false)
        if let failure = await startForCall(controller.name) {
            await endDisposable(controller.name)
            throw failure
        }
        return controller
    }

    /// Adds a disposable that does not run yet.
    func addDisposable(
        of base: MachineName, creator: MachineName?, isPreloaded: Bool
    ) async throws(BusFailure) -> MachineController {
        guard let definition = configuration[base] else { throw Self.unknown(base.text, names) }
        guard definition.templateForDispvms else {
            throw ManagerFailureKind.wrongState.failure(
                "The VM \(base) is no template for disposables.",
                advice: "Set 'template_for_dispvms = true' in its file.")
        }
        guard disposables.count < Self.disposableLimit else {
            throw ManagerFailureKind.limit.failure(
                "\(disposables.count) disposables run already.", advice: "End some of them by 'bulkhead kill'.")
        }
        let name = try freeName()
        let controller: MachineController
        do {
            controller = MachineController(
                definition: definition.disposable(named: name), userID: try cloneParts.takeUser(), context: context,
                base: definition)
        } catch {
            throw ManagerFailureKind.limit.failure("There is no disposable of \(base): \(error.what).")
        }
        disposables[name] = Disposable(base: base, creator: creator, isPreloaded: isPreloaded)
        controllers[name] = controller
        await context.network.know(await controller.definition, userID: controller.userID)
        // The policy decides on its network; but for that one that waits is hidden.
        await refreshWorld()
        guard !isPreloaded else { return controller }
        Task { await self.published?(name, controller) }
        return controller
    }

    private func freeName() throws(BusFailure) -> MachineName {
        for _ in 0..<64 {
            let number = Int.random(in: Self.numbers)
            if let name = try? MachineName("disp\(number)"), controllers[name] == nil { return name }
        }
        throw ManagerFailureKind.limit.failure("There is no free name for a disposable.")
    }

    /// Ends a disposable and forgets it, whatever its state; safe to call again.
    func endDisposable(_ name: MachineName) async {
        guard disposables.removeValue(forKey: name) != nil, let controller = controllers[name] else { return }
        await controller.stop(timeoutMilliseconds: nil, force: true)
        await forgetDisposable(name, controller)
    }

    private func forgetDisposable(_ name: MachineName, _ controller: MachineController) async {
        controllers[name] = nil
        try? FileSystem.removeTree(context.runDirectory(of: name))
        try? FileSystem.removeTree(controller.store.directory)
        await context.network.forget(name)
        cloneParts.users.give(back: controller.userID)
        await refreshWorld()
        await context.network.refresh()
        await published?(name, nil)
    }

    /// Ends the disposables whose creator has stopped, and forgets those that have ended.
    func reapDisposables() async {
        for (name, disposable) in disposables {
            guard let controller = controllers[name] else { continue }
            let state = await controller.state
            if state == .crashed || (state == .halted && !isStarting(name)) {
                if disposables[name] != nil { await endDisposable(name) }
                continue
            }
            guard let creator = disposable.creator else { continue }
            let isGone = await controllers[creator]?.state.isActive != true
            if isGone, disposables[name] != nil {
                logger.info("its creator \(creator) has stopped", metadata: ["machine": "\(name)"])
                await endDisposable(name)
            }
        }
    }

    /// The template of disposables that a person means who names none.
    func defaultDisposableBase() throws(BusFailure) -> MachineName {
        if let name = configuration.settings.disposables.standard { return name }
        let bases = configuration.machines.filter(\.templateForDispvms).map(\.name)
        if let only = bases.first, bases.count == 1 { return only }
        throw ManagerFailureKind.notFound.failure(
            bases.isEmpty ? "There is no template for disposables." : "There are several templates for disposables.",
            advice: bases.isEmpty
                ? "Set 'template_for_dispvms = true' in the file of a VM."
                : "Name one (\(bases.map(\.text).joined(separator: ", "))), or set [disposables] default.")
    }

    // MARK: Commands

    /// Runs a command in a disposable, which ends with it or with who reads its status.
    ///
    /// - Returns: The disposable's name, and the caller's ends as of ``MachineController/run(_:)``.
    func runDisposable(
        of base: String, _ request: RunRequest
    ) async throws(BusFailure) -> (name: MachineName, ends: [BusDescriptor]) {
        let baseName: MachineName
        if base == "@dispvm" {
            baseName = try defaultDisposableBase()
        } else {
            guard let name = try? MachineName(base) else { throw Self.unknown(base, names) }
            baseName = name
        }
        let controller = try await makeDisposable(of: baseName, creator: nil)
        do {
            let (ends, id, status) = try await controller.runWatched(request)
            let (forCaller, ours) = try Self.statusPipe()
            guard let status = SharedDescriptor(taking: status) else { return (controller.name, ends) }
            Task { await self.watch(controller, id, status, ours) }
            return (controller.name, ends + [forCaller])
        } catch {
            await endDisposable(controller.name)
            throw error
        }
    }

    private static func statusPipe() throws(BusFailure) -> (BusDescriptor, BusDescriptor) {
        do {
            var pipe = try OwnedDescriptor.pipe()
            let reading = BusDescriptor(pipe.takeFirst())
            return (reading, BusDescriptor(pipe.takeSecond()))
        } catch {
            throw ManagerFailureKind.limit.failure("The command cannot be started: \(error).")
        }
    }

    /// Waits for the end of the command, or of interest in it; then the disposable goes, and its status is told.
    private func watch(
        _ controller: MachineController, _ id: UInt32, _ status: SharedDescriptor, _ caller: BusDescriptor
    ) async {
        let line = await WorkQueue(label: "bulkhead.disposable.\(controller.name)").run { () -> [UInt8]? in
            var poller = Poller()
            let statusIndex = poller.add(status.descriptor.number, .readable)
            // Of a pipe that nobody reads any more, poll(2) says that it has failed.
            caller.withRaw { _ = poller.add($0, []) }
            guard poller.wait(milliseconds: nil) > 0, !poller.result(at: statusIndex).isEmpty else { return nil }
            return try? status.descriptor.readAll(limit: RunOutcome.lineLimit)
        }
        if line == nil { await controller.send(.cancel(id: id)) }
        // The caller is told before the disposable is cleared away.
        if let line, let pipe = caller.take() { try? pipe.writeAll(line) }
        await endDisposable(controller.name)
    }
}
