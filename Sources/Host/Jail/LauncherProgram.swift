internal import LinuxIO

/// What the program `bulkhead-launch` does: it takes a jail's limits upon itself and becomes bubblewrap.
package enum LauncherProgram {
    /// Its name, beside the manager's.
    package static let name = "bulkhead-launch"
    /// When memory runs out, the kernel ends machines before the manager and the rest of the host (proc(5)).
    private static let outOfMemoryScore = 500
    private static let usageError: Int32 = 64

    /// Runs the program in the jail that the arguments describe; see ``LauncherArguments``.
    package static func run(_ arguments: [String]) -> Never {
        do throws(JailError) {
            try start(try LauncherArguments.decode(arguments))
        } catch .badArgument(let argument) {
            fail("unknown or incomplete argument: \(argument)", code: usageError)
        } catch {
            fail("\(error)", code: 1)
        }
    }

    private static func start(_ specification: JailSpecification) throws(JailError) -> Never {
        guard let bubblewrap = ChildProcess.find("bwrap") else { throw .missingProgram("bwrap") }
        let kept = specification.keptDescriptors + [BubblewrapArguments.informationDescriptor]
        CurrentProcess.closeDescriptors(except: kept)
        do {
            for directory in specification.controlGroups {
                try FileSystem.writeControl("\(directory)/cgroup.procs", "\(CurrentProcess.identifier)")
            }
            try FileSystem.writeControl("/proc/self/oom_score_adj", "\(outOfMemoryScore)")
            try CurrentProcess.limit(.coreBytes, to: 0)
            try CurrentProcess.limit(.openFiles, to: specification.limits.openFiles)
            try CurrentProcess.limit(.processes, to: specification.limits.processes)
            if let bytes = specification.limits.fileBytes { try CurrentProcess.limit(.fileBytes, to: bytes) }
            for descriptor in kept where CurrentProcess.isOpen(descriptor) {
                try CurrentProcess.keepAcrossExec(descriptor)
            }
        } catch {
            throw .host(error)
        }
        throw .host(
            ChildProcess.execute(
                bubblewrap, BubblewrapArguments.make(specification), environment: ["PATH=/usr/bin:/bin", "LANG=C"]))
    }

    private static func fail(_ text: String, code: Int32) -> Never {
        CurrentProcess.writeError("\(name): \(text)\n")
        CurrentProcess.exit(code)
    }
}
