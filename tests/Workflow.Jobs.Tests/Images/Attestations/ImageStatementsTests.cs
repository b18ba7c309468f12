using System.Text;
using System.Text.Json.Nodes;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Images.Attestations;

public sealed class ImageStatementsTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [OnEveryEngine]
    public async Task SaveAsync_Statements_AreReadBackAndNewerOnesTakeTheirPlace(DatabaseEngine engine)
    {
        using TestImages images = await TestImages.CreateAsync();
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var signing = new ImageSigning(images.Home, database.Database);
        BuiltImage image = await images.BuildAsync();
        await signing.SignAsync(image, images.Engine, images.PipelineFile);
        IReadOnlyList<ImageStatement> signed = await signing.SignAsync(image, images.Engine, images.PipelineFile);
        Assert.Equal(signed.OrderBy(statement => statement.PredicateType, StringComparer.Ordinal), await signing.Store.ListAsync(image.ManifestDigest, Cancellation));
        Assert.Equal(PredicateTypes.All, signed.Select(statement => statement.PredicateType));
        Assert.Empty(await signing.Store.ListAsync("sha256:another", Cancellation));
    }

    // Only provenance knows of the run; whoever has the same image has the same lock and the same bill of materials.
    [Fact]
    public async Task SignAsync_SameImageElsewhere_SaysTheSameOfIt()
    {
        string[] here = await DocumentsAsync("one");
        string[] there = await DocumentsAsync("another-and-longer");
        Assert.Equal(here[1..], there[1..]);
        Assert.NotEqual(here[0], there[0]);
        Assert.Equal(Regex(here[0]), Regex(there[0]));

        static string Regex(string text) => System.Text.RegularExpressions.Regex.Replace(
            text, "urn:workflow:key:[0-9a-f]{64}", "KEY", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task SignAsync_Lock_NamesEveryPartByDigest()
    {
        using TestImages images = await TestImages.CreateAsync();
        JsonNode said = JsonNode.Parse((await DocumentsAsync(images))[2])!;
        ImageManifest manifest = images.Layout.ReadManifest((await images.BuildAsync()).ManifestDigest);
        JsonNode parts = said["predicate"]!;
        Assert.Equal(manifest.Config.Digest, parts["configDigest"]!.GetValue<string>());
        Assert.Equal(manifest.Layers.Select(layer => layer.Digest), [parts["engine"]!["digest"]!.GetValue<string>(), parts["model"]!["digest"]!.GetValue<string>()]);
        Assert.Equal(images.PipelineSha256, parts["model"]!["pipelineSha256"]!.GetValue<string>());
        Assert.Equal(
            $$"""[{"path":"/lib/libm.so.6","sha256":"{{new string('f', 64)}}","package":"libc6","version":"2.36"}]""", parts["engine"]!["libraries"]!.ToJsonString());
        Assert.Equal("10.0.2", parts["engine"]!["runtime"]!.GetValue<string>());
    }

    [Fact]
    public async Task SignAsync_BillOfMaterials_NamesPackagesByUrl()
    {
        using TestImages images = await TestImages.CreateAsync();
        JsonNode sbom = JsonNode.Parse((await DocumentsAsync(images))[1])!["predicate"]!;
        Assert.Equal("SPDX-2.3", sbom["spdxVersion"]!.GetValue<string>());
        JsonArray packages = sbom["packages"]!.AsArray();
        Assert.Equal(
            ["workflow/sample", "workflow-scorer", "scoring-pipeline", "Some.Runtime.linux-x64", "Some.Tool", "libc6"], packages.Select(package => package!["name"]!.GetValue<string>()));
        Assert.Equal(
            ["pkg:nuget/Some.Runtime.linux-x64@10.0.2", "pkg:nuget/Some.Tool@1.2.3", "pkg:deb/debian/libc6@2.36"],
            packages.Select(package => package!["externalRefs"]?[0]!["referenceLocator"]!.GetValue<string>()).OfType<string>());
        string[] ids = [.. packages.Select(package => package!["SPDXID"]!.GetValue<string>())];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(sbom["relationships"]!.AsArray(), relation =>
        {
            Assert.Contains(relation!["spdxElementId"]!.GetValue<string>(), ids.Append("SPDXRef-DOCUMENT"));
            Assert.Contains(relation["relatedSpdxElement"]!.GetValue<string>(), ids);
        });
    }

    [Fact]
    public async Task SignAsync_Provenance_NamesTheRunAndWhatWentIn()
    {
        using TestImages images = await TestImages.CreateAsync();
        JsonNode said = JsonNode.Parse((await DocumentsAsync(images))[0])!;
        Assert.Equal("https://in-toto.io/Statement/v1", said["_type"]!.GetValue<string>());
        Assert.Equal((await images.BuildAsync()).ManifestDigest[7..], said["subject"]![0]!["digest"]!["sha256"]!.GetValue<string>());
        JsonNode provenance = said["predicate"]!;
        Assert.Equal("""{"invocationId":"0192f0c1-0000-7000-8000-000000000001","finishedOn":"2026-11-23T04:05:06Z"}""", provenance["runDetails"]!["metadata"]!.ToJsonString());
        string materials = provenance["buildDefinition"]!["resolvedDependencies"]!.ToJsonString();
        Assert.Contains($"{{\"name\":\"dataset\",\"digest\":{{\"sha256\":\"{new string('b', 64)}\"}}}}", materials, StringComparison.Ordinal);
        Assert.Contains($"{{\"name\":\"scoring-pipeline\",\"digest\":{{\"sha256\":\"{images.PipelineSha256}\"}}}}", materials, StringComparison.Ordinal);
    }

    private async Task<string[]> DocumentsAsync(string home)
    {
        using TestImages images = await TestImages.CreateAsync(home);
        return await DocumentsAsync(images);
    }

    private async Task<string[]> DocumentsAsync(TestImages images)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite, postgres, Cancellation);
        var signing = new ImageSigning(images.Home, database.Database);
        IReadOnlyList<ImageStatement> signed = await signing.SignAsync(await images.BuildAsync(), images.Engine, images.PipelineFile);
        return [.. signed.Select(statement => Encoding.UTF8.GetString(SignedStatement.Read(Encoding.UTF8.GetBytes(statement.Envelope)).Document))];
    }
}
