namespace Workflow.Jobs.Images;

/// <summary>Media types of the OCI image specification, and those that Docker used before it.</summary>
internal static class MediaTypes
{
    public const string Index = "application/vnd.oci.image.index.v1+json";

    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    public const string Config = "application/vnd.oci.image.config.v1+json";

    public const string GzipLayer = "application/vnd.oci.image.layer.v1.tar+gzip";

    public const string PlainLayer = "application/vnd.oci.image.layer.v1.tar";

    public const string DockerGzipLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    public const string DockerPlainLayer = "application/vnd.docker.image.rootfs.diff.tar";

    public const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";

    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
}
