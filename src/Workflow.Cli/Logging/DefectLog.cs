using Microsoft.Extensions.Logging;
using Workflow.Jobs.Home;

namespace Workflow.Cli.Logging;

/// <summary>Keeps what a user need not see of a defect, for whoever mends it.</summary>
internal static partial class DefectLog
{
    /// <summary>Writes a defect into the log.</summary>
    /// <returns>Path of the log.</returns>
    public static string Write(CliEnvironment environment, Exception defect)
    {
        var home = new WorkflowHome(environment.HomePath);
        using ILoggerFactory factory = LoggerFactory.Create(logging => logging.AddFile(home));
        Log(factory.CreateLogger<CliEnvironment>(), defect);
        return home.Logs;
    }

    [LoggerMessage(1, LogLevel.Error, "The command failed by a defect of this program")]
    private static partial void Log(ILogger logger, Exception exception);
}
