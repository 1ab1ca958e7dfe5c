import Definitions
import LinuxIO
package import Machines
package import Policy
import WorldFiles

/// What looking for the VMs of a policy gave.
package struct WorldReading: Sendable {
    /// The VMs; nil when there is an error.
    package let world: World?
    /// Everything that is wrong, and what probably is.
    package let problems: [Problem]

    /// Reads a world's file, which may be a pipe.
    ///
    /// - Parameter path: The file.
    package init(file path: String) {
        do throws(Problem) {
            world = try WorldFile.read(
                try Self.bytes(path, limit: WorldFile.maximumByteCount), file: path, newUUID: StableUUID.ofMachine)
            problems = []
        } catch {
            world = nil
            problems = [error]
        }
    }

    /// Reads the VMs that a configuration defines.
    ///
    /// Whether the host is big enough for them, and has their images, is not asked: a policy may be looked at anywhere.
    ///
    /// - Parameter folder: The configuration's folder.
    package init(configuration folder: String) {
        do throws(Problem) {
            let settingsPath = folder + "/bulkhead.toml"
            let settings = FileSystem.exists(settingsPath) ? try Self.source(settingsPath) : nil
            var machines: [SourceFile] = []
            for name in try Self.names(in: folder + "/vms.d") where name.hasSuffix(".toml") && !name.hasPrefix(".") {
                machines.append(try Self.source("\(folder)/vms.d/\(name)"))
            }
            let host = HostFacts(
                memoryMiB: 1 << 40, cpuCount: 1 << 20, imageTemplates: machines.compactMap { Self.template(in: $0) })
            let result = ConfigurationReader.read(settings: settings, machines: machines, host: host)
            world = result.configuration.map { World($0) }
            problems = result.problems
        } catch {
            world = nil
            problems = [error]
        }
    }

    private static func names(in folder: String) throws(Problem) -> [String] {
        do {
            return try FileSystem.list(folder)
        } catch {
            throw problem(folder, error.reason)
        }
    }

    private static func source(_ path: String) throws(Problem) -> SourceFile {
        SourceFile(path: path, bytes: try bytes(path, limit: SourceFile.maximumByteCount + 1))
    }

    private static func bytes(_ path: String, limit: Int) throws(Problem) -> [UInt8] {
        do {
            return try FileSystem.read(path, limit: limit)
        } catch {
            throw problem(path, error.reason)
        }
    }

    private static func problem(_ path: String, _ reason: String) -> Problem {
        Problem(
            file: path, position: .start, message: "cannot read it: \(reason)", expected: "a file that can be read")
    }

    /// The template that a definition names, taken for an image that the host has.
    private static func template(in file: SourceFile) -> String? {
        for line in file.bytes.split(separator: 0x0A) {
            let parts = line.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard parts.count == 2, parts[0].filter({ $0 != 0x20 && $0 != 0x09 }).elementsEqual("template".utf8) else {
                continue
            }
            let quotes = parts[1].split(omittingEmptySubsequences: false) {
                $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'")
            }
            if quotes.count >= 3 { return String(decoding: quotes[1], as: UTF8.self) }
        }
        return nil
    }
}
