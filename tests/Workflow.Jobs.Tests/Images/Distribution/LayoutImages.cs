using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Json;
using Workflow.Testing.Files;
using Workflow.Training.Files;
using Workflow.Training.Randomness;

namespace Workflow.Jobs.Tests.Images.Distribution;

/// <summary>A layout of its own, and images of random bytes in it.</summary>
internal sealed class LayoutImages : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LayoutImages() => Layout = new ImageLayout(new WorkflowHome(_folder.Path));

    public ImageLayout Layout { get; }

    /// <summary>Every file of the layout, whatever its name.</summary>
    public IReadOnlyList<string> Files =>
        [.. Directory.GetFiles(_folder.File("images"), "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static byte[] RandomBytes(int length, ulong seed)
    {
        var random = new SeededRandom(seed);
        var bytes = new byte[length];
        for (int i = 0; i + 8 <= length; i += 8) BitConverter.TryWriteBytes(bytes.AsSpan(i), random.NextBits());
        return bytes;
    }

    /// <summary>An image with layers of these lengths.</summary>
    /// <param name="seed">What its bytes depend on.</param>
    /// <param name="layers">Lengths of its layers.</param>
    public RegistryManifest Add(ulong seed, params int[] layers) => Add(seed, null, MediaTypes.Manifest, layers);

    /// <summary>A manifest that is about another one.</summary>
    public RegistryManifest AddReferrer(ulong seed, RegistryManifest subject) => Add(seed, subject.Descriptor, MediaTypes.Manifest, 100);

    public RegistryManifest Add(ulong seed, Descriptor? subject, string kind, params int[] layers)
    {
        Descriptor config = Layout.Add(
            subject is null ? MediaTypes.Config : "application/vnd.oci.empty.v1+json", System.Text.Encoding.UTF8.GetBytes($$"""{"architecture":"amd64","os":"linux","seed":{{seed}}}"""));
        Descriptor[] blobs = [.. layers.Select((length, i) => Layout.Add(MediaTypes.PlainLayer, RandomBytes(length, seed + (ulong)i)))];
        byte[] bytes = JobsJson.WriteWireUtf8(new
        {
            SchemaVersion = 2,
            MediaType = kind,
            ArtifactType = subject is null ? null : "application/vnd.example.signature",
            Config = config,
            Layers = blobs,
            Subject = subject,
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["org.example.seed"] = $"{seed}" },
        });
        Descriptor manifest = Layout.Add(kind, bytes);
        return new RegistryManifest { MediaType = kind, Digest = manifest.Digest, Bytes = bytes, Config = config, Layers = blobs, Subject = subject };
    }

    public byte[] Read(string digest) => File.ReadAllBytes(Layout.BlobPath(digest));

    /// <summary>Whether all of an image is here and undamaged.</summary>
    public bool HasWhole(RegistryManifest image) =>
        image.Blobs.Append(image.Descriptor).All(blob => Layout.Contains(blob.Digest) && $"sha256:{Sha256Hex.Of(Read(blob.Digest))}" == blob.Digest);

    public void Dispose() => _folder.Dispose();
}
