import Definitions
import Machines
import Testing

/// Changes the shipped files at random: nothing crashes, and what is accepted is sound.
@Suite struct MutationTests {
    private static let words = [
        "[", "]", "{", "}", "\"", "'", "\"\"\"", "'''", "=", ".", ",", "#", "\n", "\r\n", "\\", "\\u0000", "\0",
        "\u{feff}", "true", "0", "-1", "99999999999999999999", "1e400", "nan", "1979-05-27", "netvm = \"sys-net\"\n",
        "[volume]\n", "[[volume]]\n", "name", "\"GiB\"", "\u{1f600}",
    ]

    private func mutate(_ bytes: [UInt8], _ generator: inout SplitMix) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            let end = min(bytes.count, place + Int.random(in: 0...12, using: &generator))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &generator))
            case 3: bytes.insert(contentsOf: (Self.words.randomElement(using: &generator) ?? "").utf8, at: place)
            default:
                guard place < bytes.count else { continue }
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
        }
        return bytes
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `no mutation of the shipped files crashes, and accepted ones are sound`(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        let host = HostFacts(memoryMiB: 4096, cpuCount: 2, imageTemplates: ["debian-12"])
        let settings = try ShippedFiles.file("bulkhead.toml")
        let machines = try ShippedFiles.machines()
        var accepted = 0
        for _ in 0..<250 {
            var changed = machines
            let victim = Int.random(in: 0..<machines.count, using: &generator)
            changed[victim] = SourceFile(
                path: machines[victim].path, bytes: mutate(machines[victim].bytes, &generator))
            let changedSettings = SourceFile(path: settings.path, bytes: mutate(settings.bytes, &generator))
            let result = ConfigurationReader.read(settings: changedSettings, machines: changed, host: host)
            checkProblems(result)
            guard let configuration = result.configuration else { continue }
            accepted += 1
            try checkInvariants(configuration, host: host)
        }
        // Many mutations only hit comments: a run that accepts nothing would have tested nothing.
        #expect(accepted > 10)
    }

    @Test(arguments: [5, 6] as [UInt64])
    func `no mutation of the shipped service descriptions crashes`(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        let names = ["10-qubes", "20-qubes-applications", "30-qubes-admin", "40-bulkhead"]
        let files = try names.map { try ShippedFiles.file("services.d/\($0).toml") }
        var accepted = 0
        for _ in 0..<60 {
            var changed = files
            let victim = Int.random(in: 0..<files.count, using: &generator)
            changed[victim] = SourceFile(path: files[victim].path, bytes: mutate(files[victim].bytes, &generator))
            let result = ServiceMapReader.read(changed)
            #expect(result.map != nil || result.problems.contains { $0.severity == .error })
            for problem in result.problems {
                #expect(problem.line >= 1 && problem.column >= 1)
                #expect(problem.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f })
            }
            if result.map != nil { accepted += 1 }
        }
        #expect(accepted > 0 && accepted < 60)
    }

    private func checkProblems(_ result: ConfigurationResult) {
        #expect(result.configuration != nil || result.problems.contains { $0.severity == .error })
        #expect(result.problems == result.problems.sorted())
        for problem in result.problems {
            #expect(problem.line >= 1 && problem.column >= 1)
            #expect(problem.description.unicodeScalars.allSatisfy { (0x20...0x7e).contains($0.value) })
        }
    }

    private func checkInvariants(_ configuration: Configuration, host: HostFacts) throws {
        #expect(configuration.machines.count == 10)
        let available = host.memoryMiB - configuration.settings.limits.memoryReserveMiB
        for machine in configuration.machines {
            #expect(MachineDefinition.memoryLimitsMiB.contains(machine.memoryMiB) && machine.memoryMiB <= available)
            #expect(MachineDefinition.vcpuLimits.contains(machine.vcpus))
            #expect(VolumeDefinition.sizeLimitsMiB.contains(machine.volume.sizeMiB))
            #expect(StartDefinition.timeoutLimitsSeconds.contains(machine.start.timeoutSeconds))
            #expect(StartDefinition.timeoutLimitsSeconds.contains(machine.start.shutdownTimeoutSeconds))
            #expect(RestartPolicy.attemptLimits.contains(machine.restart.attempts))
            if let netvm = machine.netvm { #expect(configuration[netvm]?.providesNetwork == true) }
            if machine.machineClass.needsTemplate { #expect(machine.template != nil) }
        }
        let plan = try StartPlan(starting: configuration.machines.map(\.name), in: configuration.dependencies)
        #expect(plan.names.count == configuration.machines.count)
    }
}
