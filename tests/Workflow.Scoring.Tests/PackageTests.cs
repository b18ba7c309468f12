using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;

namespace Workflow.Scoring.Tests;

/// <summary>The package that programs embed, made, referred to and run as docs/embed.md says. Nothing is taken from a feed, nothing is left behind.</summary>
[Trait("Speed", "Slow")]
public sealed class PackageTests(ITestOutputHelper output)
{
    private static readonly string Root = FindRoot();

    // The one that is built already: packing builds nothing.
    private static readonly string Configuration = AppContext.BaseDirectory.TrimEnd('/').EndsWith("release", StringComparison.Ordinal) ? "Release" : "Debug";

    [Fact]
    public async Task Example_AgainstThePackage_ScoresTheFilesOwnRows()
    {
        string folder = Directory.CreateTempSubdirectory("workflow-test-").FullName;
        try
        {
            string packages = Path.Combine(folder, "feed"), example = Path.Combine(folder, "embed"), file = Path.Combine(folder, "sample.pipeline");
            await File.WriteAllBytesAsync(file, SamplePipelines.Enveloped().ToZip().ToBytes(), TestContext.Current.CancellationToken);
            AssertHolds(await PackAsync(folder, packages));
            Copy(Path.Combine(Root, "docs", "examples", "embed"), example);
            await File.WriteAllTextAsync(Path.Combine(example, "nuget.config"), $"<configuration><packageSources><clear /><add key=\"feed\" value=\"{packages}\" /></packageSources></configuration>", TestContext.Current.CancellationToken);
            await RunAsync(folder, ["build", example, "--output", Path.Combine(folder, "out"), "-nodeReuse:false", "-p:UseSharedCompilation=false", "-warnaserror"]);
            AssertScores(ScoringPipeline.Open(file), await RunAsync(folder, [Path.Combine(folder, "out", "Embed.dll"), file]));
            AssertTables(ScoringPipeline.Open(file), folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertScores(ScoringPipeline pipeline, string told)
    {
        double[] scores = pipeline.Score(pipeline.Golden.Rows[0].Cells);
        string[] lines = told.TrimEnd('\n').Split('\n');
        Assert.StartsWith($"sample {pipeline.ModelId} takes temperature, pressure, mode", lines[0], StringComparison.Ordinal);
        Assert.Equal($"scores: {string.Join(", ", pipeline.OutputColumns.Zip(scores, (name, score) => FormattableString.Invariant($"{name} {score}")))}", lines[1]);
        Assert.Equal($"decision: {pipeline.TargetLabels[pipeline.Decide(scores)]}", lines[2]);
        Assert.Equal($"batch: {pipeline.Golden.Rows.Count} rows, {pipeline.Golden.Rows.Count * 3} scores", lines[3]);
        Assert.Equal("transformed: temperature 1, pressure 0.1, mode=eco 1, mode=übrig 0", lines[4]);
        Assert.StartsWith("contributions: contrib_temperature.3 ", lines[5], StringComparison.Ordinal);
        Assert.Equal(["outside: False", "wrote test.csv", "wrote preds.csv", "wrote transformed.csv"], lines[6..]);
    }

    private static void AssertTables(ScoringPipeline pipeline, string folder)
    {
        string[][] table(string name) => [.. File.ReadAllLines(Path.Combine(folder, name)).Select(line => line.Split(','))];
        string[][] rows = table("test.csv"), scores = table("preds.csv"), features = table("transformed.csv");
        Assert.Equal(pipeline.InputColumns.Select(column => column.Name), rows[0]);
        Assert.Equal(pipeline.OutputColumns, scores[0]);
        Assert.Equal(pipeline.TransformedColumns, features[0]);
        Assert.Equal(["7", "", "übrig"], rows[3]);
        Assert.Equal(["7", "", "0", "1"], features[3]);
        Assert.All([scores, features], written => Assert.Equal(rows.Length, written.Length));
        Assert.Equal(rows.Skip(1).Select(row => pipeline.Score(row)), scores.Skip(1).Select(row => row.Select(score => double.Parse(score, CultureInfo.InvariantCulture)).ToArray()));
    }

    // The runtime with its documentation, what to do with it, and no other package.
    private static void AssertHolds(string package)
    {
        using ZipArchive zip = ZipFile.OpenRead(package);
        string[] names = [.. zip.Entries.Select(entry => entry.FullName)];
        Assert.All(["README.md", "lib/net10.0/Workflow.Scoring.dll", "lib/net10.0/Workflow.Scoring.xml"], name => Assert.Contains(name, names));
        using var specification = new StreamReader(zip.GetEntry("Workflow.Scoring.nuspec")!.Open());
        string text = specification.ReadToEnd();
        Assert.Contains("<id>Workflow.Scoring</id>", text, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<dependency ", text, StringComparison.Ordinal);
    }

    // Those of one time have the same bytes.
    private async Task<string> PackAsync(string folder, string packages)
    {
        string[] made = [packages, Path.Combine(folder, "again")];
        foreach (string to in made) await RunAsync(folder, ["pack", Path.Combine(Root, "src", "Workflow.Scoring"), "--configuration", Configuration, "--no-build", "--output", to]);
        string[] files = [.. made.Select(to => Assert.Single(Directory.GetFiles(to)))];
        Assert.Equal(await File.ReadAllBytesAsync(files[0], TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(files[1], TestContext.Current.CancellationToken));
        return files[0];
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Workflow.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("Workflow.sln is in no directory above the tests");
    }

    private async Task<string> RunAsync(string folder, string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["NUGET_PACKAGES"] = Path.Combine(folder, "packages");
        info.Environment["NUGET_HTTP_CACHE_PATH"] = Path.Combine(folder, "http");
        info.Environment["DOTNET_CLI_HOME"] = folder;
        info.Environment["DOTNET_NOLOGO"] = info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = info.Environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        info.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        info.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        info.Environment["SOURCE_DATE_EPOCH"] = "1700000000";
        using Process process = Process.Start(info)!;
        Task<string> told = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        output.WriteLine($"dotnet {string.Join(' ', arguments)}\n{await told}{await error}");
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}: {await told}{await error}");
        return await told;
    }
}
