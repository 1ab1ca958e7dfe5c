import Hypervisor
import Images
import LinuxIO
import Logging
import Machines
import ManagerClient

/// The snapshots that machines start from: makes them, keeps them within a budget, and drops the bad ones.
///
/// They live in this process and are made anew by each manager; none outlives the host.
actor SnapshotKeeper {
    private struct Entry {
        var stage: Stage
        /// Counts uses, so that the least recently used goes first.
        var lastUse: UInt64 = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var madeMilliseconds: UInt64 = 0
        var cloneCount: UInt64 = 0
        /// Failures in a row; after a few of them it is not tried again by itself.
        var failures = 0
    }

    private enum Stage {
        case making
        case ready(any GoldenSnapshot)
        case failed(String)
    }

    /// Failures of one shape in a row before it is left alone until the next reload.
    private static let attempts = 3

    private let parts: CloneParts
    private var budgetMiB: Int
    private let gate: StartGate
    private var entries: [SnapshotShape: Entry] = [:]
    private var uses: UInt64 = 0
    private var nextName = 0
    private var isClosed = false
    private var tasks: [SnapshotShape: Task<Void, Never>] = [:]

    init(parts: CloneParts, budgetMiB: Int, parallel: Int) {
        self.parts = parts
        self.budgetMiB = budgetMiB
        gate = StartGate(places: parallel)
    }

    /// Begins to make the snapshots of these shapes, and forgets those that nobody needs any more.
    func prepare(_ shapes: [SnapshotShape: TemplateImage], budgetMiB: Int) {
        self.budgetMiB = budgetMiB
        for (shape, entry) in entries where shapes[shape] == nil {
            if case .making = entry.stage { continue }
            entries[shape] = nil
        }
        for (shape, image) in shapes.sorted(by: { $0.key.text < $1.key.text }) {
            if case .failed? = entries[shape]?.stage { entries[shape] = nil }
            if entries[shape] == nil { begin(shape, image) }
        }
    }

    /// The snapshot of a shape; waits for one that is being made, and makes it if there is none.
    ///
    /// - Throws: Why there is none.
    func snapshot(_ shape: SnapshotShape, _ image: TemplateImage) async throws(StartError) -> any GoldenSnapshot {
        if entries[shape] == nil { begin(shape, image) }
        while case .making? = entries[shape]?.stage {
            await withCheckedContinuation { continuation in
                if case .making? = entries[shape]?.stage {
                    entries[shape]?.waiting.append(continuation)
                } else {
                    continuation.resume()
                }
            }
        }
        switch entries[shape]?.stage {
        case .ready(let snapshot):
            uses += 1
            entries[shape]?.lastUse = uses
            entries[shape]?.cloneCount += 1
            return snapshot
        case .failed(let reason): throw .host("there is no snapshot of its template: \(reason)")
        case .making, nil: throw .host("the snapshot of its template was dropped")
        }
    }

    /// Drops a snapshot that no machine came up from, and makes it anew.
    func reject(_ shape: SnapshotShape, _ image: TemplateImage, _ reason: String) {
        guard case .ready? = entries[shape]?.stage else { return }
        let failures = (entries[shape]?.failures ?? 0) + 1
        parts.logger.error("the snapshot of \(shape.text) is dropped: \(reason)")
        guard failures < Self.attempts else {
            entries[shape]?.stage = .failed(reason)
            return
        }
        entries[shape] = nil
        begin(shape, image)
        entries[shape]?.failures = failures
    }

    /// A machine came up from it.
    func praise(_ shape: SnapshotShape) { entries[shape]?.failures = 0 }

    private func begin(_ shape: SnapshotShape, _ image: TemplateImage) {
        guard !isClosed else { return }
        nextName += 1
        guard let name = try? MachineName("golden-\(nextName)") else { return }
        entries[shape] = Entry(stage: .making)
        let boot = GoldenBoot(parts: parts, image: image, shape: shape, name: name)
        tasks[shape] = Task {
            await self.gate.enter()
            let began = ContinuousClock.now
            let result: Result<any GoldenSnapshot, StartError>
            do throws(StartError) {
                guard !self.isClosed else { throw .cancelled }
                result = .success(try await boot.make())
            } catch {
                result = .failure(error)
            }
            await self.gate.leave()
            self.finish(shape, result, UInt64((ContinuousClock.now - began).milliseconds))
        }
    }

    private func finish(
        _ shape: SnapshotShape, _ result: Result<any GoldenSnapshot, StartError>, _ milliseconds: UInt64
    ) {
        tasks[shape] = nil
        guard var entry = entries[shape] else { return }
        entry.madeMilliseconds = milliseconds
        switch result {
        case .success(let snapshot):
            uses += 1
            entry.lastUse = uses
            entry.stage = .ready(snapshot)
            parts.logger.info("snapshot of \(shape.text): \(snapshot.heldMiB) MiB after \(milliseconds) ms")
        case .failure(let error):
            entry.stage = .failed(error.what)
            parts.logger.error("there is no snapshot of \(shape.text): \(error.what)")
        }
        let waiting = entry.waiting
        entry.waiting = []
        entries[shape] = entry
        evict(besides: shape)
        for continuation in waiting { continuation.resume() }
    }

    /// Lets go of those that were not used for the longest time, until the rest fits the budget.
    private func evict(besides newest: SnapshotShape) {
        while heldMiB > budgetMiB {
            let ready = entries.filter { shape, entry in
                if case .ready = entry.stage { shape != newest } else { false }
            }
            guard let oldest = ready.min(by: { $0.value.lastUse < $1.value.lastUse })?.key else { return }
            parts.logger.info("the snapshot of \(oldest.text) is let go: the budget is \(budgetMiB) MiB")
            entries[oldest] = nil
        }
    }

    /// What all snapshots take of the host's memory.
    var heldMiB: Int {
        entries.values.reduce(0) { sum, entry in
            if case .ready(let snapshot) = entry.stage { sum + snapshot.heldMiB } else { sum }
        }
    }

    /// Lets go of all that is ready; a start that wants one makes it anew.
    func drop() {
        for (shape, entry) in entries {
            if case .ready = entry.stage { entries[shape] = nil }
        }
    }

    /// Ends what is being made, and makes nothing from now on.
    func close() async {
        isClosed = true
        for task in tasks.values { task.cancel() }
        for task in tasks.values { await task.value }
        entries = [:]
    }

    /// As 'bulkhead status' tells it.
    ///
    /// - Parameter spares: How many clones wait, by shape.
    /// - Returns: One for each shape.
    func facts(spares: [SnapshotShape: Int]) -> [SnapshotFacts] {
        entries.map { shape, entry in
            var facts = SnapshotFacts(
                template: shape.template, version: shape.version, memoryMiB: UInt64(shape.memoryMiB),
                vcpus: UInt64(shape.vcpus), state: .ready, clones: entry.cloneCount,
                spares: UInt64(spares[shape] ?? 0), madeMilliseconds: entry.madeMilliseconds)
            switch entry.stage {
            case .making: facts.state = .making
            case .ready(let snapshot): facts.heldMiB = UInt64(snapshot.heldMiB)
            case .failed(let reason):
                facts.state = .failed
                facts.reason = reason
            }
            return facts
        }.sorted {
            ($0.template, $0.memoryMiB, $0.vcpus, $0.version) < ($1.template, $1.memoryMiB, $1.vcpus, $1.version)
        }
    }
}
