namespace Workflow.Jobs.Retention.Garbage;

/// <summary>What kind of thing is removed.</summary>
public enum GarbageKind
{
    /// <summary>An image in the engine of Docker; it is loaded again where it is needed.</summary>
    DockerImage,

    /// <summary>A scorer that was unpacked from an image to run as a process; it is unpacked again where it is needed.</summary>
    UnpackedScorer,

    /// <summary>The manifest of an image, or of what was said of one.</summary>
    Image,

    /// <summary>A layer or a configuration of images.</summary>
    ImageBlob,

    /// <summary>An artifact.</summary>
    Artifact,

    /// <summary>The local copy of an artifact that is in a bucket.</summary>
    ArtifactCopy,

    /// <summary>What a killed process has left.</summary>
    Leftover,
}
