using System.Diagnostics;
using System.Text;

namespace Workflow.Jobs.Processes;

/// <summary>What a program writes: told line by line, and kept as far as it is wanted. However much it is, it takes little memory.</summary>
internal sealed class ChildOutput(ChildProgram program)
{
    private const int TailLines = 30;
    private const int TailCharacters = 2000;
    private readonly Lock _lock = new();
    private readonly StringBuilder _output = new();
    private readonly Queue<string> _tail = new();
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _outputBytes;
    private string? _firstLine;
    private bool _isClosed;

    /// <summary>Fails when the lines cannot be told; never completes otherwise.</summary>
    public Task Broken => _broken.Task;

    /// <summary>Whether more was written to standard output than is wanted.</summary>
    public bool IsOverLimit => _outputBytes > program.OutputLimit && program.OutputLimit > 0;

    /// <summary>The first line of all.</summary>
    public string? FirstLine
    {
        get
        {
            lock (_lock) return _firstLine;
        }
    }

    /// <summary>Standard output as far as it was wanted.</summary>
    public string Text
    {
        get
        {
            lock (_lock) return _output.ToString();
        }
    }

    /// <summary>Reads both streams to their ends.</summary>
    public Task ReadAsync(Process process) => Task.WhenAll(
        ReadAsync(process.StandardOutput.BaseStream, LineOrigin.Output), ReadAsync(process.StandardError.BaseStream, LineOrigin.Error));

    /// <summary>Tells what had to be done about the program.</summary>
    public void Note(string text) => program.OnLine?.Invoke(LineOrigin.Note, text);

    /// <summary>Whatever comes from now on is not told any more.</summary>
    public void Close()
    {
        lock (_lock) _isClosed = true;
    }

    /// <summary>A message with the last lines behind it.</summary>
    public string WithTail(string message)
    {
        lock (_lock) return _tail.Count == 0 ? message : $"{message}:\n{string.Join('\n', _tail)}";
    }

    private async Task ReadAsync(Stream stream, LineOrigin from)
    {
        try
        {
            await new LineReader(stream, program.LongestLine).ReadAsync(line => Take(from, line)).ConfigureAwait(false);
        }
        catch (Exception broken)
        {
            _broken.TrySetException(broken);
        }
    }

    private void Take(LineOrigin from, string line)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            _firstLine ??= line;
            if (from == LineOrigin.Error || !program.SpeaksToPrograms) KeepTail(line);
            if (from == LineOrigin.Output && program.OutputLimit > 0) Keep(line);
        }

        program.OnLine?.Invoke(from, line);
    }

    private void KeepTail(string line)
    {
        _tail.Enqueue(line.Length > TailCharacters ? $"{line.AsSpan(0, TailCharacters)}…" : line);
        if (_tail.Count > TailLines) _tail.Dequeue();
    }

    private void Keep(string line)
    {
        if (IsOverLimit) return;
        if (_outputBytes > 0) _output.Append('\n');
        _outputBytes += Encoding.UTF8.GetByteCount(line) + 1;
        if (!IsOverLimit) _output.Append(line);
    }
}
