import Channel
import Images
import LinuxIO
import Logging
import Machines
import ManagerClient
import SystemBus

/// Disposables that are made ahead of their use: started, warmed up, paused, and hidden until somebody asks.
extension MachineRegistry {
    private static let failureLimit = 3
    /// How long the command may take that warms one up.
    private static let warmUpMilliseconds: Int32 = 20_000

    /// Hands out a disposable that waits; nil when there is none.
    func takePreloaded(of base: MachineName, creator: MachineName?) async -> MachineController? {
        // Nothing waits between finding one and taking it: two who ask at once get two.
        while let name = waiting(of: base).first, let controller = controllers[name] {
            disposables[name]?.isPreloaded = false
            disposables[name]?.creator = creator
            guard await isUsable(controller, of: base) else {
                logger.info("it is out of date, and not handed out", metadata: ["machine": "\(name)"])
                await endDisposable(name)
                continue
            }
            do {
                try await controller.unpause()
            } catch {
                logger.warning("it does not wake up: \(error.message.firstLine)", metadata: ["machine": "\(name)"])
                await endDisposable(name)
                continue
            }
            preloading.failures[base] = nil
            Task {
                await self.published?(name, controller)
                await self.refreshWorld()
            }
            preloadLater(base, isAfterUse: true)
            return controller
        }
        return nil
    }

    /// Those of a template that wait, oldest name first.
    func waiting(of base: MachineName) -> [MachineName] {
        disposables.filter { $0.value.isPreloaded && $0.value.base == base }.keys.sorted().filter { name in
            !preloading.making.contains(name)
        }
    }

    /// Whether one that waits is what a new one would be.
    private func isUsable(_ controller: MachineController, of base: MachineName) async -> Bool {
        guard await controller.state == .paused, let definition = configuration[base],
            let image = definition.template.flatMap({ try? TemplateImage.current($0.text, in: paths.images) })
        else { return false }
        let digest = definition.disposable(named: controller.name).digest
        let (started, version) = await (controller.startedDefinitionDigest, controller.templateVersion)
        return started == digest && version == image.version
    }

    /// Drops those that are out of date or too many, and makes those that are missing.
    func refreshPreloads() async {
        preloading.failures = [:]
        for (name, disposable) in disposables where disposable.isPreloaded && !preloading.making.contains(name) {
            guard let controller = controllers[name] else { continue }
            let limit = configuration[disposable.base]?.preloadDispvmMax ?? 0
            var isNeeded = waiting(of: disposable.base).prefix(limit).contains(name)
            if isNeeded { isNeeded = await isUsable(controller, of: disposable.base) }
            if !isNeeded { await endDisposable(name) }
        }
        for definition in configuration.machines where definition.preloadDispvmMax > 0 {
            preloadLater(definition.name, isAfterUse: false)
        }
    }

    /// Ends all that wait; they come back when they are wanted again.
    ///
    /// - Parameter reason: Why, for the log.
    /// - Returns: How many there were.
    @discardableResult
    func dropPreloads(_ reason: String) async -> Int {
        let names = disposables.filter { $0.value.isPreloaded && !preloading.making.contains($0.key) }.keys
        for name in names { await endDisposable(name) }
        if !names.isEmpty { logger.info("\(names.count) preloaded disposables were ended: \(reason)") }
        return names.count
    }

    private func preloadLater(_ base: MachineName, isAfterUse: Bool) {
        guard !isStopping, !preloading.isClosed, let definition = configuration[base],
            definition.templateForDispvms, definition.preloadDispvmMax > 0, !preloading.making.contains(base)
        else { return }
        let delay = configuration.settings.disposables.preloadDelayMilliseconds
        // Below zero: only when the last of them is used.
        if isAfterUse, delay < 0, !waiting(of: base).isEmpty { return }
        preloading.making.insert(base)
        Task {
            if isAfterUse, delay > 0 { try? await Task.sleep(for: .milliseconds(delay)) }
            await self.preload(base)
            self.preloading.making.remove(base)
        }
    }

    /// Makes what is missing of a template, one after the other.
    private func preload(_ base: MachineName) async {
        while !isStopping, !preloading.isClosed, let definition = configuration[base],
            waiting(of: base).count < definition.preloadDispvmMax
        {
            guard preloading.failures[base, default: 0] < Self.failureLimit else { return }
            let threshold = configuration.settings.disposables.preloadThresholdMiB
            guard ProcessTable.availableMemoryMiB - definition.memoryMiB >= threshold else {
                logger.info("no disposable of \(base) is preloaded: less than \(threshold) MiB would stay free")
                return
            }
            let failure = await preloadOne(base)
            guard let failure else { continue }
            preloading.failures[base, default: 0] += 1
            logger.warning("no disposable of \(base) is preloaded: \(failure)")
        }
    }

    /// Makes one; the reason why there is none.
    private func preloadOne(_ base: MachineName) async -> String? {
        let controller: MachineController
        do { controller = try await addDisposable(of: base, creator: nil, isPreloaded: true) } catch {
            return error.message.firstLine
        }
        let name = controller.name
        preloading.making.insert(name)
        defer { preloading.making.remove(name) }
        if let failure = await startForCall(name) {
            await endDisposable(name)
            return failure.message.firstLine
        }
        do throws(BusFailure) {
            try await warmUp(controller)
            try await controller.pause()
        } catch {
            await endDisposable(name)
            return error.message.firstLine
        }
        // The configuration may have changed meanwhile: then the loop that called makes another.
        let isUsable = await isUsable(controller, of: base)
        if isStopping || preloading.isClosed || !isUsable { await endDisposable(name) }
        return nil
    }

    /// Runs a command that does nothing: what every command needs is in memory then, and translated.
    private func warmUp(_ controller: MachineController) async throws(BusFailure) {
        let (_, id, status) = try await controller.runWatched(RunRequest(command: [":"]))
        guard let pipe = SharedDescriptor(taking: status) else { return }
        let line = await pipe.readAll(limit: RunOutcome.lineLimit, withinMilliseconds: Self.warmUpMilliseconds)
        guard line != nil else {
            await controller.send(.cancel(id: id))
            throw ManagerFailureKind.guest.failure("The VM \(controller.name) does not run a command.")
        }
    }

    /// Makes no more.
    func closePreloads() async {
        preloading.isClosed = true
        await dropPreloads("the manager ends")
    }
}
