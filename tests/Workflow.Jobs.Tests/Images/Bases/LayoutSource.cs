using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Json;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Images.Bases;

/// <summary>A layout from which images are sent.</summary>
internal sealed class LayoutSource : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LayoutSource() => Layout = new ImageLayout(new WorkflowHome(_folder.Path));

    public ImageLayout Layout { get; }

    public Descriptor AddImage(byte[] config, byte[] layer, string layerType)
    {
        object manifest = new
        {
            SchemaVersion = 2,
            MediaType = MediaTypes.Manifest,
            Config = Layout.Add(MediaTypes.Config, config),
            Layers = new[] { Layout.Add(layerType, layer) },
        };
        return Layout.Add(MediaTypes.Manifest, JobsJson.WriteWireUtf8(manifest));
    }

    public Descriptor AddIndex(Descriptor image)
    {
        object index = new
        {
            SchemaVersion = 2,
            MediaType = MediaTypes.Index,
            Manifests = new[] { new { image.MediaType, image.Digest, image.Size, Platform = new { Os = "linux", Architecture = "amd64" } } },
        };
        return Layout.Add(MediaTypes.Index, JobsJson.WriteWireUtf8(index));
    }

    public void Dispose() => _folder.Dispose();
}
