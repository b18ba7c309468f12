using System.Globalization;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;

namespace Workflow.Cli.Display;

/// <summary>Prints what an image is made of.</summary>
internal static class ImagePrinter
{
    /// <summary>Prints an image.</summary>
    public static void Print(ModelVersion version, BuiltImage image, ImageManifest manifest, IReadOnlyList<ImageStatement> statements)
    {
        Line("version", version.Name);
        Line("name", image.Reference);
        Line("manifest", $"{image.ManifestDigest}  (what registries call it)");
        Line("configuration", $"{image.ConfigDigest}  (what Docker calls it)");
        Line("size", string.Create(CultureInfo.InvariantCulture, $"{image.SizeBytes / 1e6:F1} MB, {image.CompressedBytes / 1e6:F2} MB as pushed"));
        if (image.Custom?.Base is { } below) Line("base", below);
        if (image.Custom?.Dockerfile is { } made) Line("Dockerfile", $"{made.Path}  context sha256:{made.ContextSha256}{(made.HasNetwork ? ", with network" : string.Empty)}; its build cannot be repeated to the same digest");
        foreach (ExtraFileDefinition file in image.Custom?.ExtraFiles ?? [])
        {
            Line("extra file", string.Create(CultureInfo.InvariantCulture, $"{file.Path}  sha256:{file.Sha256}  {file.Size:N0} bytes{(file.IsExecutable ? ", executable" : string.Empty)}"));
        }

        foreach (Descriptor layer in manifest.Layers) Line("layer", string.Create(CultureInfo.InvariantCulture, $"{layer.Digest}  {layer.Size:N0} bytes"));
        foreach ((string name, string value) in manifest.Annotations) Line("label", $"{name} = {value}");
        if (statements.Count == 0) Line("signed", "not at all");
        foreach (ImageStatement said in statements) Line("signed", $"{said.PredicateType} by {said.KeyId} at {said.SignedAt:yyyy-MM-dd HH:mm} UTC");
    }

    private static void Line(string name, string value) => Terminal.Print($"{name,-13}  {value}");
}
