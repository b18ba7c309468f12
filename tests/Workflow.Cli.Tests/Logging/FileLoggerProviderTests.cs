using Microsoft.Extensions.Logging;
using Workflow.Cli.Logging;
using Workflow.Testing.Files;
using Workflow.Testing.Time;

namespace Workflow.Cli.Tests.Logging;

public sealed class FileLoggerProviderTests : IDisposable
{
    private const int Lines = 4000;

    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.File("workflow.log");

    [Fact]
    public void Log_ALine_HasTimeLevelAndCategory()
    {
        using var provider = new FileLoggerProvider(Log, new ManualTimeProvider());
        provider.CreateLogger("Workflow.Jobs.Workers.RunWorker").Log(LogLevel.Warning, default, "it is late", null, (state, _) => state);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z Warning RunWorker: it is late\n$", File.ReadAllText(Log));
    }

    [Fact]
    public void Log_InAScope_NamesItUntilItEnds()
    {
        using ILoggerFactory factory = LoggerFactory.Create(logging => logging.AddProvider(new FileLoggerProvider(Log, new ManualTimeProvider())));
        ILogger outer = factory.CreateLogger("Workflow.Jobs.Workers.StepRunner");
        ILogger inner = factory.CreateLogger("Workflow.Jobs.Logs.StepLogs");
        using (outer.BeginScope("run 7, step train"))
        using (factory.CreateLogger("System.Net.Http").BeginScope("https://host/?key=secret"))
        {
            inner.Log(LogLevel.Warning, default, "inside", null, (state, _) => state);
        }

        inner.Log(LogLevel.Warning, default, "outside", null, (state, _) => state);
        Assert.Equal(
            ["Warning StepLogs [run 7, step train]: inside", "Warning StepLogs: outside"],
            File.ReadAllLines(Log).Select(line => line.Split(' ', 2)[1]));
    }

    [Fact]
    public void Log_TwoProvidersOfOneFile_LoseNoLine()
    {
        using var first = new FileLoggerProvider(Log, TimeProvider.System);
        using var second = new FileLoggerProvider(Log, TimeProvider.System);
        ILogger[] loggers = [first.CreateLogger("first"), second.CreateLogger("second")];
        Parallel.For(0, Lines, i => loggers[i % 2].Log(LogLevel.Information, default, i, null, (state, _) => $"line {state}."));
        string[] lines = File.ReadAllLines(Log);
        Assert.Equal(Lines, lines.Length);
        Assert.Equal(Enumerable.Range(0, Lines).Select(i => $"line {i}.").Order(StringComparer.Ordinal), lines.Select(line => line.Split(": ")[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Open_FileHasGrown_IsPutAside()
    {
        using (FileStream grown = File.Create(Log)) grown.SetLength((10 << 20) + 1);
        File.WriteAllText(Log + ".1", "older");

        using var provider = new FileLoggerProvider(Log, TimeProvider.System);
        provider.CreateLogger("a").Log(LogLevel.Information, default, "new", null, (state, _) => state);

        Assert.Equal((10 << 20) + 1, new FileInfo(Log + ".1").Length);
        Assert.Single(File.ReadAllLines(Log));
    }

    [Fact]
    public void Log_FileCannotBeWritten_DisturbsNobody()
    {
        Directory.CreateDirectory(Log);
        using var provider = new FileLoggerProvider(Log, TimeProvider.System);
        Exception? thrown = Record.Exception(() => provider.CreateLogger("a").Log(LogLevel.Information, default, "new", null, (state, _) => state));
        Assert.Null(thrown);
    }

    public void Dispose() => _folder.Dispose();
}
