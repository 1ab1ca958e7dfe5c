package import Channel
internal import LinuxIO

/// Where services are looked up: the folders of Qubes.
package struct ServiceFiles: Hashable, Sendable {
    /// What a service is.
    package enum Kind: Hashable, Sendable {
        /// A program; one that is not executable is a script of `/bin/sh`.
        case program(path: String, isExecutable: Bool)
        /// A unix socket that somebody listens on.
        case socket(path: String)
        /// A TCP port: a link to `/dev/tcp/HOST/PORT`, or to `/dev/tcp/HOST` or `/dev/tcp` with the rest as argument.
        case network(host: String, port: UInt16)
    }

    /// Why a service cannot be looked up.
    package enum Failure: Error, Hashable, Sendable {
        case notFound
        case malformed(String)
    }

    private static let networkPrefix = "/dev/tcp"

    let log: ServiceLog
    private let serviceDirectories: [String]
    private let settingsDirectories: [String]

    /// Looks below `root`, for tests; empty is the real root.
    package init(root: String = "") {
        log = ServiceLog(root: root)
        serviceDirectories = ["\(root)/usr/local/etc/qubes-rpc", "\(root)/etc/qubes-rpc"]
        settingsDirectories = ["\(root)/usr/local/etc/qubes/rpc-config", "\(root)/etc/qubes/rpc-config"]
    }

    /// Finds what to run: a file for the service with this argument before one for the service.
    ///
    /// - Throws: That there is none, or what is wrong with it.
    package func find(_ request: CallRequest) throws(Failure) -> Kind {
        for name in [request.serviceAndArgument, request.service] {
            // The letters of a request allow no slash, and these two names are no files.
            guard name != ".", name != "..", name.utf8.count <= 255 else { continue }
            for directory in serviceDirectories {
                let path = "\(directory)/\(name)"
                // Most names are not there: each of them costs one look.
                guard let kind = FileSystem.kind(path) else { continue }
                if kind == .link, let target = FileSystem.linkTarget(path),
                    target == Self.networkPrefix || target.hasPrefix(Self.networkPrefix + "/")
                {
                    return try Self.network(target, argument: request.argument)
                }
                switch kind == .link ? FileSystem.kindBehindLinks(path) : kind {
                case .socket: return .socket(path: path)
                case .file: return .program(path: path, isExecutable: FileSystem.isExecutable(path))
                case .folder, .link, .other, nil: continue
                }
            }
        }
        throw .notFound
    }

    private static func network(_ link: String, argument: String) throws(Failure) -> Kind {
        // The rest of a short link comes from the argument, with `+` where a link has a slash. A policy names a port by
        // the argument: so there is one argument for each.
        var words = link.dropFirst(networkPrefix.count).split(separator: "/")
        if words.count < 2 { words += argument.dropFirst().split(separator: "+", omittingEmptySubsequences: false) }
        guard words.count == 2, !words[0].isEmpty, let port = UInt16(words[1]), port > 0, String(port) == words[1]
        else {
            throw .malformed("'\(link)' and '\(argument)' name no TCP port")
        }
        return .network(host: String(words[0]), port: port)
    }

    /// The settings of a service, those for its argument before those for itself.
    ///
    /// - Throws: That they make no sense.
    package func settings(of request: CallRequest) throws(Failure) -> ServiceSettings {
        for name in [request.serviceAndArgument, request.service] where name.utf8.count <= 255 {
            for directory in settingsDirectories {
                let path = "\(directory)/\(name)"
                guard FileSystem.isFile(path) else { continue }
                guard let text = try? FileSystem.readText(path), let settings = ServiceSettings(text: text) else {
                    throw .malformed("the settings in \(path) make no sense")
                }
                return settings
            }
        }
        return ServiceSettings()
    }
}
