/// The command line of bubblewrap for a jail.
package enum BubblewrapArguments {
    /// Where bubblewrap writes which process the program became.
    package static let informationDescriptor: CInt = 9
    /// The last step inside: gives up root, for the capabilities in `neededToStepDown`.
    package static let stepDownProgram = "/usr/bin/setpriv"

    /// What `setpriv` needs to change user and groups and to empty the bounding set; gone when the program runs.
    private static let neededToStepDown = ["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"]

    package static func make(_ specification: JailSpecification) -> [String] {
        var arguments = [
            "--unshare-pid", "--unshare-ipc", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
            "--as-pid-1", "--info-fd", "\(informationDescriptor)", "--cap-drop", "ALL",
        ]
        for capability in neededToStepDown { arguments += ["--cap-add", capability] }

        let visible = unique([stepDownProgram] + specification.visiblePaths)
        // bubblewrap makes missing parents with mode 0700, which would shut the program's user out.
        for directory in parents(of: visible + specification.links.map(\.path)) where !visible.contains(directory) {
            arguments += ["--perms", "0755", "--dir", directory]
        }
        for path in visible { arguments += ["--ro-bind", path, path] }
        for link in specification.links { arguments += ["--symlink", link.target, link.path] }
        arguments += ["--proc", "/proc", "--dev", "/dev"]
        for device in specification.devices { arguments += ["--dev-bind", device, device] }
        arguments += ["--remount-ro", "/", "--chdir", "/", "--"]
        return arguments + stepDown(specification) + [specification.program] + specification.arguments
    }

    private static func stepDown(_ specification: JailSpecification) -> [String] {
        let user = "\(specification.userID)"
        let groups = specification.supplementaryGroups.map(String.init).joined(separator: ",")
        return [
            stepDownProgram, "--reuid", user, "--regid", user,
        ] + (groups.isEmpty ? ["--clear-groups"] : ["--groups", groups]) + [
            "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--",
        ]
    }

    /// The directories above the paths, outer ones first, without the root.
    private static func parents(of paths: [String]) -> [String] {
        var all: [String] = []
        for path in paths {
            var parent = ""
            for component in path.split(separator: "/").dropLast() {
                parent += "/\(component)"
                all.append(parent)
            }
        }
        return unique(all)
    }

    private static func unique(_ items: [String]) -> [String] {
        var seen: Set<String> = []
        return items.filter { seen.insert($0).inserted }
    }
}
