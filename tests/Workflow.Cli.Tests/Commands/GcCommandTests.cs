using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Cli.Tests.TestData;
using Workflow.Jobs;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Registry;
using Workflow.Training.Files;

namespace Workflow.Cli.Tests.Commands;

/// <summary>Making room, and versions that stay whatever happens.</summary>
[Trait("Speed", "Slow")]
public sealed class GcCommandTests : IDisposable
{
    private static readonly string[] KeepLittle = ["--keep-newest", "1", "--keep-days", "0"];

    private readonly Desk _desk = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task Gc_EmptyHome_HasNothingToRemove()
    {
        Assert.Equal("nothing to remove\n", (await _desk.RunAsync("gc")).Succeeded().Output);
        JsonElement plan = (await _desk.RunAsync("gc", "--plan", "--json")).Succeeded().Json;
        Assert.Empty(plan.GetProperty("items").EnumerateArray());
        Assert.True(plan.GetProperty("isEmpty").GetBoolean());
        Assert.Equal(0, (await _desk.RunAsync("gc", "--apply", "--json")).Succeeded().Json.GetProperty("bytes").GetInt64());
    }

    [Theory]
    [InlineData("--plan --apply", 1, "--plan and --apply contradict each other")]
    [InlineData("--keep-newest 0", 2, "--keep-newest: '0' is no whole number from 1 to 1000000")]
    [InlineData("--keep-days -1", 2, "--keep-days: '-1' is no whole number from 0 to 36500")]
    [InlineData("--keep-rollbacks two", 2, "'two'")]
    public async Task Gc_WrongOptions_AreRefused(string arguments, int code, string words) => (await _desk.RunAsync(["gc", .. arguments.Split(' ')])).Refused(code, words);

    [Fact]
    public async Task Gc_OldVersions_GoUnlessTheyAreOnHold()
    {
        await RegisterAsync(3);
        Assert.Equal("rig@1 is on hold by", (await HoldAsync("hold", "rig@1", "audit 14")).Succeeded().Error[..19]);
        (await HoldAsync("hold", "rig@1", "audit 15")).Refused(1, "rig@1 is on hold since");
        string plan = (await _desk.RunAsync(["gc", .. KeepLittle])).Succeeded().Output;
        Assert.Contains("stays  rig@3: is the newest of rig\n", plan, StringComparison.Ordinal);
        Assert.Contains("stays  rig@1: is on hold since ", plan, StringComparison.Ordinal);
        Assert.Contains("goes   rig@2: nothing needs it; its record stays\n", plan, StringComparison.Ordinal);
        Assert.Equal("rig@2", (await _desk.RunAsync(["gc", "--apply", "--json", .. KeepLittle])).Succeeded().Json.GetProperty("versions")[0].GetProperty("name").GetString());

        string listed = (await _desk.RunAsync("versions")).Succeeded().Output;
        Assert.Contains("removed by gc on ", listed, StringComparison.Ordinal);
        Assert.Contains(": audit 14", listed, StringComparison.Ordinal);
        JsonElement[] versions = [.. (await _desk.RunAsync("versions", "--json")).Succeeded().Json.EnumerateArray()];
        Assert.Equal(["rig@2"], versions.Where(version => version.TryGetProperty("removedAt", out _)).Select(version => version.GetProperty("name").GetString()));
        Assert.Equal("audit 14", versions.Single(version => version.TryGetProperty("hold", out _)).GetProperty("hold").GetProperty("reason").GetString());

        string file = _desk.Folder.File("rig.pipeline");
        (await _desk.RunAsync("export", "pipeline", "rig@2", "--out", file)).Refused(1, "rig@2 was removed by gc on ");
        (await HoldAsync("hold", "rig@2", "late")).Refused(1, "rig@2 was removed by gc on ");
        Assert.Contains("released", (await HoldAsync("release", "rig@1", "closed")).Succeeded().Output, StringComparison.Ordinal);
        (await HoldAsync("release", "rig@1", "closed")).Refused(1, "rig@1 is not on hold");
        Assert.Equal(1, (await _desk.RunAsync(["gc", "--apply", "--json", .. KeepLittle])).Succeeded().Json.GetProperty("versions").GetArrayLength());
    }

    // A real kill -9 in the middle: what is kept is there, and the next attempt removes the rest.
    [Fact]
    public async Task Gc_KilledWhileItRemoves_GoesOnTheNextTime()
    {
        const int Count = 3000;
        await RegisterAsync(2);
        string[] old = [.. Enumerable.Range(0, Count).Select(OldArtifact)];
        using (WorkflowProcess gc = _desk.Start(["gc", "--apply", .. KeepLittle]))
        {
            Task<CommandResult> ended = gc.EndAsync();
            while (old.All(File.Exists) && !ended.IsCompleted) await Task.Delay(2, Cancel);
            gc.Kill();
            await ended;
        }

        (await _desk.RunAsync("export", "pipeline", "rig@2", "--out", _desk.Folder.File("kept.pipeline"))).Succeeded();
        (await _desk.RunAsync("export", "pipeline", "rig@1", "--out", _desk.Folder.File("gone.pipeline"))).Refused(1, "rig@1 was removed by gc on ");
        (await _desk.RunAsync(["gc", "--apply", .. KeepLittle])).Succeeded();
        Assert.DoesNotContain(old, File.Exists);
        (await _desk.RunAsync("export", "pipeline", "rig@2", "--out", _desk.Folder.File("kept.pipeline"))).Succeeded();
    }

    [Theory]
    [InlineData("rig", "a reason", "'rig' names no version by its number: write rig@7")]
    [InlineData("rig@1", " ", "--reason is empty")]
    [InlineData("rig@9", "a reason", "there is no version of 'rig' yet")]
    public async Task Hold_NotAVersionOrNoReason_IsRefused(string version, string reason, string words) => (await HoldAsync("hold", version, reason)).Refused(1, words);

    private Task<CommandResult> HoldAsync(string verb, string version, string reason) => _desk.RunAsync("versions", verb, version, "--reason", reason);

    private string OldArtifact(int number)
    {
        byte[] content = System.Text.Encoding.UTF8.GetBytes($"old {number}");
        string digest = Sha256Hex.Of(content);
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(_desk.Folder.Home, "artifacts", "sha256", digest[..2])).FullName, digest);
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        return path;
    }

    private async Task RegisterAsync(int count)
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddWorkflowJobs(new JobsOptions { HomePath = _desk.Folder.Home }).BuildServiceProvider();
        await services.GetRequiredService<DatabasePreparation>().PrepareAsync(null, Cancel);
        for (int number = 1; number <= count; number++) await ImportedVersions.AddAsync(services, "rig", number);
        Assert.Equal(count, (await services.GetRequiredService<VersionStore>().ListAsync(Projects.Default, 10, Cancel)).Count);
    }
}
