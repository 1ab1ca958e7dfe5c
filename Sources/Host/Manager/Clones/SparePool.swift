import Hypervisor
import Images
import LinuxEvents
import LinuxIO
import Logging
import Machines

/// Clones that wait, restored and at rest, for the next start of their shape.
actor SparePool {
    /// How long the host is left to those who start before a spare is made, in milliseconds.
    private static let delayMilliseconds = 400

    private let parts: CloneParts
    private let snapshots: SnapshotKeeper
    private var wanted: [SnapshotShape: TemplateImage] = [:]
    private var countPerShape = 0
    private var spares: [SnapshotShape: [Spare]] = [:]
    /// Numbers begin with the second of the start: a VM that an earlier manager's spare became has its control group still.
    private var nextName = Int(Clock.wallNanoseconds() / 1_000_000_000 % 100_000_000)
    private var isClosed = false
    private var filling: Task<Void, Never>?
    private var lastTake = ContinuousClock.now
    /// Shapes whose last spare could not be made; tried again after the next start.
    private var failed: Set<SnapshotShape> = []

    init(parts: CloneParts, snapshots: SnapshotKeeper) {
        self.parts = parts
        self.snapshots = snapshots
    }

    /// Keeps this many spares of each of these shapes, and lets go of all others.
    func keep(_ shapes: [SnapshotShape: TemplateImage], countPerShape: Int) async {
        wanted = shapes
        self.countPerShape = countPerShape
        // First decided, then done: whoever takes one meanwhile must not meet one that is being removed.
        var surplus: [Spare] = []
        for (shape, kept) in spares {
            let count = shapes[shape] == nil ? 0 : countPerShape
            spares[shape] = Array(kept.prefix(count))
            surplus += kept.dropFirst(count)
        }
        for spare in surplus { await remove(spare) }
        fillLater()
    }

    /// A clone: one that waits, or one that is made now.
    ///
    /// - Throws: Why no clone can be made; a snapshot that none came up from is dropped.
    func take(_ shape: SnapshotShape, _ image: TemplateImage) async throws(StartError) -> Spare {
        lastTake = .now
        defer { fillLater() }
        while var kept = spares[shape], !kept.isEmpty {
            let spare = kept.removeFirst()
            spares[shape] = kept
            if spare.largestDiskBytes >= parts.volumes.bytes, (try? await spare.machine.state()) == .paused {
                return spare
            }
            parts.logger.warning("a spare of \(shape.text) is not there any more, or of no use")
            await remove(spare)
        }
        return try await make(shape, image, isRehearsed: false)
    }

    private func make(
        _ shape: SnapshotShape, _ image: TemplateImage, isRehearsed: Bool
    ) async throws(StartError) -> Spare {
        let snapshot = try await snapshots.snapshot(shape, image)
        guard !isClosed else { throw .cancelled }
        nextName += 1
        let name: MachineName
        do { name = try MachineName("spare-\(nextName)") } catch { throw .host("\(error)") }
        do throws(StartError) {
            let maker = CloneMaker(parts: parts, image: image, shape: shape, name: name)
            let spare =
                isRehearsed ? try await maker.makeRehearsed(from: snapshot) : try await maker.make(from: snapshot)
            await snapshots.praise(shape)
            return spare
        } catch {
            // A host that is full says nothing about the snapshot.
            if case .hypervisor = error { await snapshots.reject(shape, image, error.what) }
            throw error
        }
    }

    private func fillLater() {
        guard filling == nil, !isClosed, !missing.isEmpty else { return }
        filling = Task {
            await self.fill()
            self.filling = nil
            // What was taken meanwhile.
            if !Task.isCancelled, missing.contains(where: { !failed.contains($0) }) { self.fillLater() }
        }
    }

    private var missing: [SnapshotShape] {
        wanted.keys.filter { (spares[$0]?.count ?? 0) < countPerShape }
    }

    private func fill() async {
        failed = []
        while let shape = missing.first(where: { !failed.contains($0) }), let image = wanted[shape] {
            // Those who start now go first.
            while ContinuousClock.now - lastTake < .milliseconds(Self.delayMilliseconds) {
                try? await Task.sleep(for: .milliseconds(Self.delayMilliseconds / 4))
                guard !Task.isCancelled, !isClosed else { return }
            }
            do throws(StartError) {
                let spare = try await make(shape, image, isRehearsed: true)
                if isClosed || wanted[shape] == nil || (spares[shape]?.count ?? 0) >= countPerShape {
                    await remove(spare)
                } else {
                    spares[shape, default: []].append(spare)
                }
            } catch {
                if !isClosed { parts.logger.warning("no spare of \(shape.text): \(error.what)") }
                failed.insert(shape)
            }
            guard !Task.isCancelled, !isClosed else { return }
        }
    }

    /// How many wait, by shape.
    var counts: [SnapshotShape: Int] { spares.mapValues(\.count) }

    /// What those that wait have to themselves, in MiB.
    var memoryMiB: Int {
        spares.values.joined().reduce(0) { $0 + $1.privateMiB }
    }

    /// Lets go of all spares; they are made again after the next start.
    func drop() async {
        let dropped = spares
        spares = [:]
        for kept in dropped.values {
            for spare in kept { await remove(spare) }
        }
    }

    /// Lets go of all spares, and makes no more.
    func close() async {
        isClosed = true
        filling?.cancel()
        await filling?.value
        await drop()
    }

    private func remove(_ spare: Spare) async {
        spare.broker.socket.close()
        await parts.remove(spare.machine, spare.broker.process, spare.directory, user: spare.userID)
    }
}
