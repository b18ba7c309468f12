using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Workflow.Cli.Logging;

/// <summary>Appends log lines to a file that is renamed to <c>.1</c> when it has grown. Processes may share the file: each has it alone for one line.</summary>
internal sealed class FileLoggerProvider : ILoggerProvider
{
    private const long LargestFile = 10 << 20;
    private const int MostAttempts = 100;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly LoggerExternalScopeProvider _scopes = new();

    public FileLoggerProvider(string path, TimeProvider time)
    {
        _path = path;
        _time = time;
        if (File.Exists(path) && new FileInfo(path).Length > LargestFile) File.Move(path, path + ".1", overwrite: true);
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        new FileLogger(this, categoryName.Split('.')[^1], hasScopes: categoryName.StartsWith("Workflow.", StringComparison.Ordinal));

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write(string category, LogLevel level, string message, Exception? exception)
    {
        string time = _time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        byte[] line = Encoding.UTF8.GetBytes($"{time} {level} {category}{Scopes()}: {message}{(exception is null ? string.Empty : $"\n{exception}")}\n");
        try
        {
            lock (_lock)
            {
                using FileStream file = OpenAlone();
                file.Write(line);
            }
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // A log that cannot be written (the disk is full, the file is another user's) must not end the work that it tells of.
        }
    }

    private StringBuilder Scopes()
    {
        var text = new StringBuilder();
        _scopes.ForEachScope((scope, all) => all.Append(CultureInfo.InvariantCulture, $" [{scope}]"), text);
        return text;
    }

    // The framework appends at the length that it saw when it opened the file: two writers at once would write over each other's lines.
    private FileStream OpenAlone()
    {
        var turn = default(SpinWait);
        while (true)
        {
            try
            {
                return new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 1);
            }
            catch (IOException) when (turn.Count < MostAttempts && File.Exists(_path))
            {
                turn.SpinOnce();
            }
        }
    }

    // Scopes of the framework's own loggers may hold addresses, and addresses keys.
    private sealed class FileLogger(FileLoggerProvider provider, string category, bool hasScopes) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => hasScopes ? provider._scopes.Push(state) : null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            provider.Write(category, logLevel, formatter(state, exception), exception);
    }
}
