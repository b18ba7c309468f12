using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Home;

namespace Workflow.Cli.Logging;

/// <summary>Registers the log file.</summary>
internal static class FileLogging
{
    /// <summary>Logs into the home's log directory.</summary>
    public static ILoggingBuilder AddFile(this ILoggingBuilder logging, WorkflowHome home)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, FileLoggerProvider>(
            provider => new FileLoggerProvider(Path.Combine(home.Logs, "workflow.log"), TimeProvider.System)));
        return logging;
    }
}
