using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Home;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Ingestion;
using Workflow.Jobs.Reproduction;
using Workflow.Testing.Files;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Home;

[SupportedOSPlatform("linux")]
public sealed class HomeLeftoversTests : IDisposable
{
    private const string Id = "0198f3a1b2c37d4e8f90a1b2c3d4e5f6";
    private readonly TemporaryFolder _folder = new();
    private readonly WorkflowHome _home;

    public HomeLeftoversTests() => _home = new WorkflowHome(_folder.File("home"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("work/run/train/1/table.csv")]
    [InlineData("work/file")]
    [InlineData($".lock.json.{Id}.tmp")]
    [InlineData($"downloads/.simulated-hydraulic-1-2205-1hz.zip.{Id}.tmp")]
    [InlineData($"engine/.{Id}.tmp/build/obj/scorer.dll")]
    [InlineData($"artifacts/sha256/ab/.abcdef.{Id}.tmp")]
    [InlineData($"images/.index.json.{Id}.tmp")]
    [InlineData($"images/blobs/sha256/.abcdef.{Id}.tmp")]
    [InlineData($"endpoints/sample-dev/.process-1-2.json.{Id}.tmp")]
    [InlineData("server.json")]
    [InlineData($".server.json.{Id}.tmp")]
    public void Take_LeftByAKilledProcess_IsRemoved(string path)
    {
        Write(path);
        HomeLock.Take(_home, "run").Dispose();
        Assert.Empty(Files());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Work));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Engine));
    }

    [Theory]
    [InlineData("workflow.db")]
    [InlineData("downloads/0123.part")]
    [InlineData("downloads/0123.json")]
    [InlineData($"downloads/{Id}.tmp")]
    [InlineData("artifacts/sha256/ab/abcdef")]
    [InlineData("artifacts/sha256/ab/.abcdef.tmp")]
    [InlineData("engine/abcdef/scorer")]
    [InlineData("images/index.json")]
    [InlineData("endpoints/sample-dev/scorer.log")]
    [InlineData("logs/workflow.log")]
    [InlineData($"logs/.mine.{Id}.tmp")]
    public void Take_WhatIsNoLeftover_Stays(string path)
    {
        Write(path);
        HomeLock.Take(_home, "run").Dispose();
        Assert.Equal([path], Files());
    }

    // The names that this test makes up are those that the program chooses.
    [Fact]
    public void Take_TemporaryNameOfAnAtomicWrite_IsRemoved()
    {
        File.WriteAllText(AtomicFile.TemporaryName(Path.Combine(_home.Downloads, "x.json")), "cut off");
        HomeLock.Take(_home, "run").Dispose();
        Assert.Empty(Files());
    }

    [Fact]
    public void Take_LockIsHeld_TouchesNothing()
    {
        using var held = HomeLock.Take(_home, "up");
        Write("work/run/train/1/table.csv");
        Write("server.json");
        Assert.Throws<HomeException>(() => HomeLock.Take(_home, "run"));
        Assert.Equal(["server.json", "work/run/train/1/table.csv"], Files());
    }

    // `workflow data` and `workflow reproduce` write into the home without its lock, while others take it.
    [Theory]
    [InlineData(typeof(DatasetIngestion))]
    [InlineData(typeof(VersionReproducer))]
    public async Task Take_AnotherProcessReadsData_LeavesItsFiles(Type service)
    {
        Write("work/0123/table.csv");
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddWorkflowJobs(new JobsOptions { HomePath = _home.Path });
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            provider.GetRequiredService(service);
            HomeLock.Take(_home, "run").Dispose();
            Assert.Equal(["work/0123/table.csv"], Files());
        }

        HomeLock.Take(_home, "run").Dispose();
        Assert.Empty(Files());
    }

    [Fact]
    public async Task HomeUse_WhileOthersAskForIt_BeginsAllTheSame()
    {
        using var stop = new CancellationTokenSource();
        Task asking = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested) HomeUse.IsNobodys(_home);
            },
            TestContext.Current.CancellationToken);
        for (int i = 0; i < 500; i++)
        {
            using var first = new HomeUse(_home);
            using var second = new HomeUse(_home);
            Assert.False(HomeUse.IsNobodys(_home));
        }

        await stop.CancelAsync();
        await asking;
        Assert.True(HomeUse.IsNobodys(_home));
    }

    [Theory]
    [InlineData("work/run/link")]
    [InlineData("work/link")]
    [InlineData("artifacts/sha256")]
    [InlineData("engine/abcdef")]
    public void Take_LinkOutOfTheHome_IsNotFollowed(string link)
    {
        string outside = Outside();
        string path = Path.Combine(_home.Path, link);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Directory.CreateSymbolicLink(path, outside);
        HomeLock.Take(_home, "run").Dispose();
        Assert.True(File.Exists(Path.Combine(outside, $".precious.{Id}.tmp")));
    }

    [Theory]
    [InlineData("work")]
    [InlineData("downloads")]
    [InlineData("images")]
    public void Take_DirectoryOfTheHomeIsALink_IsNotFollowed(string name)
    {
        string outside = Outside();
        Directory.Delete(Path.Combine(_home.Path, name));
        Directory.CreateSymbolicLink(Path.Combine(_home.Path, name), outside);
        HomeLock.Take(_home, "run").Dispose();
        Assert.True(File.Exists(Path.Combine(outside, $".precious.{Id}.tmp")));
    }

    private string Outside()
    {
        string outside = Directory.CreateDirectory(_folder.File("outside")).FullName;
        File.WriteAllText(Path.Combine(outside, $".precious.{Id}.tmp"), "x");
        return outside;
    }

    private void Write(string path)
    {
        string file = Path.Combine(_home.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "x");
    }

    // Without those of the locks themselves.
    private IEnumerable<string> Files() => Directory.EnumerateFiles(_home.Path, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(_home.Path, file))
        .Where(file => file is not ("lock" or "lock.json" or "use"))
        .Order(StringComparer.Ordinal);
}
