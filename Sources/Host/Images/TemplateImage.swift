internal import FoundationEssentials
internal import LinuxIO

/// One built version of a template: a folder with kernel, initramfs, root image and manifest.
package struct TemplateImage: Hashable, Sendable {
    package let name: String
    /// The content key of the version.
    package let version: String
    package let kernelPath: String
    package let initramfsPath: String
    package let rootPath: String
    package let verity: VerityParameters

    /// The current version of a template.
    ///
    /// - Parameters:
    ///   - name: The template's name, a folder in `directory`.
    ///   - directory: The folder of all images.
    /// - Returns: The version that new starts use.
    /// - Throws: What is missing or wrong, with what to do.
    package static func current(_ name: String, in directory: String) throws(TemplateImageError) -> TemplateImage {
        let link = "\(directory)/\(name)/current"
        guard FileSystem.isDirectory("\(directory)/\(name)") else { throw .missing(name: name, directory: directory) }
        guard let version = FileSystem.linkTarget(link) else { throw .noCurrentVersion(link: link) }
        // One component: the link may not lead out of the template's folder.
        guard !version.contains("/"), !version.hasPrefix(".") else { throw .noCurrentVersion(link: link) }
        return try read(name: name, version: version, folder: "\(directory)/\(name)/\(version)")
    }

    private static func read(
        name: String, version: String, folder: String
    ) throws(TemplateImageError) -> TemplateImage {
        let path = folder + "/manifest.json"
        let bytes: [UInt8]
        do { bytes = try FileSystem.read(path, limit: 4 << 20) } catch {
            throw .unreadable(path: path, reason: error.reason)
        }
        let manifest: TemplateManifest
        do { manifest = try JSONDecoder().decode(TemplateManifest.self, from: Data(bytes)) } catch {
            throw .unreadable(path: path, reason: "it is no manifest of schema 1")
        }
        guard manifest.schema == 1 else {
            throw .unreadable(path: path, reason: "its schema is \(manifest.schema), and this program knows 1")
        }
        let verity = manifest.root.verity
        guard verity.isWellFormed else { throw .unreadable(path: path, reason: "its verity values are malformed") }
        let image = TemplateImage(
            name: name, version: version, kernelPath: "\(folder)/\(manifest.kernel.file)",
            initramfsPath: "\(folder)/\(manifest.initramfs.file)", rootPath: "\(folder)/\(manifest.root.file)",
            verity: verity)
        for file in [image.kernelPath, image.initramfsPath, image.rootPath] where !FileSystem.exists(file) {
            throw .fileMissing(path: file)
        }
        if let size = FileSystem.sizeBytes(image.rootPath), size != manifest.root.sizeBytes {
            throw .wrongSize(path: image.rootPath, expected: manifest.root.sizeBytes, found: size)
        }
        return image
    }

    /// The templates that have a current version.
    package static func names(in directory: String) -> [String] {
        let folders = (try? FileSystem.list(directory)) ?? []
        return folders.filter { !$0.hasPrefix(".") && FileSystem.linkTarget("\(directory)/\($0)/current") != nil }
    }
}
