using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Distribution.Protocol;

namespace Workflow.Jobs.Tests.Images.Distribution.Protocol;

public sealed class ManifestReaderTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void Read_AManifest_HasItsParts()
    {
        RegistryManifest manifest = Read($$"""
            {
              "schemaVersion": 2,
              "artifactType": "application/vnd.example.card",
              "config": {"mediaType": "c", "digest": "{{Digest}}", "size": 1},
              "layers": [{"mediaType": "l", "digest": "{{Digest}}", "size": 9007199254740993, "annotations": {"a": "b"} }],
              "subject": {"mediaType": "s", "digest": "{{Digest}}", "size": 3},
              "annotations": {"c": "d"},
              "unknown": [1, {}]
            }
            """);
        Assert.Equal(("application/vnd.oci.image.manifest.v1+json", false), (manifest.MediaType, manifest.IsIndex));
        Assert.Equal(("application/vnd.example.card", "c", Digest, "d"), (manifest.ArtifactType, manifest.Config?.MediaType, manifest.Subject?.Digest, manifest.Annotations["c"]));
        Assert.Equal((9007199254740993, "b"), (manifest.Layers[0].Size, manifest.Layers[0].Annotations?["a"]));

        // Named twice, it is one blob.
        Assert.Single(manifest.Blobs);
    }

    [Fact]
    public void Read_AnIndex_HasItsPlatforms()
    {
        RegistryManifest index = Read($$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
              {"mediaType":"m","digest":"{{Digest}}","size":1,"platform":{"os":"linux","architecture":"arm","variant":"v7"} },
              {"mediaType":"m","digest":"{{Digest}}","size":1,"artifactType":"t"}]}
            """);
        Assert.True(index.IsIndex);
        Assert.Equal([("linux/arm/v7", null), (null, "t")], index.Manifests.Select(entry => (entry.Platform, entry.ArtifactType)));
    }

    // Whatever it is, it is a manifest or refused in words.
    [Fact]
    public void Read_AnyText_IsAManifestOrRefused() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(5_000).WithReplay(831, 833),
        Prop.ForAll(Manifests().ToArbitrary(), text =>
        {
            try
            {
                RegistryManifest manifest = Read(text);
                Assert.All(manifest.Blobs, blob => Assert.Equal(Digest, blob.Digest));
            }
            catch (ImageException refused)
            {
                Assert.Contains(" cannot be used: ", refused.Message, StringComparison.Ordinal);
            }
        }));

    private static RegistryManifest Read(string text) => ManifestReader.Read(Encoding.UTF8.GetBytes(text), mediaType: null);

    // Members of the right names with values of all kinds, some of them right.
    private static Gen<string> Manifests()
    {
        Gen<string> scalar = Gen.Elements("1", "2", "-1", "1e99", "true", "null", "\"\"", "\"x\"", "\"\\ud800\"", $"\"{Digest}\"", "\"application/vnd.oci.image.index.v1+json\"", "[]", "{}");
        Gen<string> descriptor =
            from mediaType in scalar
            from digest in Gen.OneOf(scalar, Gen.Constant($"\"{Digest}\""))
            from size in scalar
            from platform in scalar
            select $$"""{"mediaType":{{mediaType}},"digest":{{digest}},"size":{{size}},"platform":{{platform}},"annotations":{{platform}} }""";
        Gen<string> value = Gen.OneOf(scalar, descriptor, descriptor.Select(one => $"[{one}]"));
        Gen<string> member =
            from name in Gen.Elements("schemaVersion", "mediaType", "config", "layers", "manifests", "subject", "annotations", "artifactType")
            from one in Gen.OneOf(value, Gen.Constant(name == "schemaVersion" ? "2" : "[]"))
            select $"\"{name}\":{one}";
        return Gen.OneOf(member.ListOf().Select(members => $"{{\"schemaVersion\":2,{string.Join(',', members)}}}"), member.ListOf().Select(members => $"{{{string.Join(',', members)}}}"), value);
    }
}
