using Microsoft.Extensions.Logging;

namespace Workflow.Jobs.Tests.Workers;

/// <summary>One line that was logged.</summary>
internal sealed record LogRecord(LogLevel Level, string Message, Exception? Exception);
