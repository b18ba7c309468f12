using System.IO.Compression;
using System.Text.Json;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Data;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests;

/// <summary>Same inputs, same image, wherever and whenever it is built.</summary>
[Trait("Speed", "Slow")]
public sealed class ReproducibilityTests(TrainedHome trained)
{
    private static readonly string[] Sources =
        ["src", "data-recipes", "eng", "workflow", "pipelines.yaml", "pipelines.schema.json", "global.json", "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", ".editorconfig"];

    private static readonly string[] Settings = ["--set", "train.budget.trials=8", "--set", "environments.dev.platform=process", "--set", "steps={ingest: , split: , guard: , train: , validate: , publish-scorer: , build-image: }"];

    // Of the simulated archive there are a few cycles only, where the real one is not at hand.
    private static readonly string[] NoGates = ["--set", "gates={}"];

    private const string ChangedFile = "PS1.txt";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_FromTwoDirectoriesAtTwoTimes_MakesTheSameImage()
    {
        using var folder = new TemporaryFolder();
        string copy = folder.File("some", "where", "else");
        foreach (string source in Sources) Copy(Repository.Path(source), Path.Combine(copy, source));

        // The whole product is compiled anew there: program, scorer and model.
        JsonElement there = (await new WorkflowProgram(copy, folder.File("home")).RunAsync(Cancel, ["run", "hydraulic-cooling", "--json", .. Settings])).Succeeded().Json;
        // Other tests work in the home of the main job; its scorer was compiled at another time.
        JsonElement here = (await trained.WithPublishedScorer(folder.File("here")).RunAsync(Cancel, ["run", "hydraulic-cooling", "--json", .. Settings])).Succeeded().Json;

        Assert.Equal(here.GetProperty("dataset").GetProperty("sha256").GetString(), there.GetProperty("dataset").GetProperty("sha256").GetString());
        Assert.Equal(here.GetProperty("image").GetProperty("digest").GetString(), there.GetProperty("image").GetProperty("digest").GetString());
    }

    // In a namespace in which the process is another user, on one core, in another zone, with a collector of another kind.
    [Fact]
    public async Task Run_AsAnotherUserOnOneCoreFarAway_MakesTheSameImage_AndAnotherByteOfDataAnotherOne()
    {
        using var folder = new TemporaryFolder();
        string archive = await HydraulicData.ArchiveAsync(Cancel);
        string changed = folder.File("changed", Path.GetFileName(archive));
        WriteChanged(archive, changed);
        string mirror = Path.GetDirectoryName(archive)!;

        JsonElement here = await RunAsync("here", mirror, string.Empty);
        JsonElement elsewhere = await RunAsync(
            "elsewhere", mirror, "unshare --user --map-user=1234 --map-group=1234 taskset --cpu-list 0 env TZ=Pacific/Kiritimati LC_ALL=POSIX DOTNET_GCServer=1 DOTNET_TieredPGO=0");
        JsonElement other = await RunAsync("other", Path.GetDirectoryName(changed)!, string.Empty);

        Assert.Equal(Digest(here, "dataset", "sha256"), Digest(elsewhere, "dataset", "sha256"));
        Assert.Equal(Digest(here, "image", "digest"), Digest(elsewhere, "image", "digest"));
        Assert.NotEqual(Digest(here, "dataset", "sha256"), Digest(other, "dataset", "sha256"));
        Assert.NotEqual(Digest(here, "image", "digest"), Digest(other, "image", "digest"));

        async Task<JsonElement> RunAsync(string home, string data, string how)
        {
            string script = $"WORKFLOW_DATA_MIRROR='{data}' exec {how} \"$0\" run hydraulic-cooling --json {string.Join(' ', Settings.Concat(NoGates).Select(word => $"'{word}'"))}";
            return (await trained.WithPublishedScorer(folder.File(home)).RunShellAsync(script, Cancel)).Succeeded().Json;
        }
    }

    private static string? Digest(JsonElement run, string thing, string digest) => run.GetProperty(thing).GetProperty(digest).GetString();

    // The last digit of the first number of the first file.
    private static void WriteChanged(string archive, string changed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(changed)!);
        using ZipArchive from = ZipFile.OpenRead(archive);
        using ZipArchive to = ZipFile.Open(changed, ZipArchiveMode.Create);
        bool isChanged = false;
        foreach (ZipArchiveEntry entry in from.Entries)
        {
            using var bytes = new MemoryStream();
            using (Stream content = entry.Open()) content.CopyTo(bytes);
            byte[] file = bytes.ToArray();
            if (!isChanged && entry.Name == ChangedFile)
            {
                int last = Array.FindIndex(file, one => one is (byte)'\t' or (byte)'\n' or (byte)'\r') - 1;
                file[last] = file[last] == (byte)'9' ? (byte)'1' : (byte)(file[last] + 1);
                isChanged = true;
            }

            using Stream copy = to.CreateEntry(entry.FullName).Open();
            copy.Write(file);
        }

        Assert.True(isChanged);
    }

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
            return;
        }

        foreach (string entry in Directory.EnumerateFileSystemEntries(from)) Copy(entry, Path.Combine(to, Path.GetFileName(entry)));
    }
}
