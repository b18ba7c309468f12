namespace Workflow.Jobs.Processes;

/// <summary>A program to run, and within which limits. Arguments are a list, never a command line.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
/// <param name="Environment">
/// Its whole environment: nothing of ours is handed down besides. It sees <c>WORKFLOW_STEP</c>, <c>WORKFLOW_OWNER</c> and
/// <c>WORKFLOW_PROGRAM</c> too, by which it and whatever it starts is found.
/// </param>
public sealed record ChildProgram(
    string Program, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Whose program it is, for example run/step/fence; null: that of this process, where it has one.</summary>
    public string? Step { get; init; }

    /// <summary>What it is called in messages.</summary>
    public string Title { get; init; } = string.Join(' ', [Program, .. Arguments]);

    /// <summary>
    /// Written to its standard input, which stays open until the program has ended, unless <see cref="EndsInput"/>: a program that reads on sees the end when this process is
    /// gone. Null: it has none.
    /// </summary>
    public ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>Whether <see cref="Input"/> ends where its bytes do, for programs that begin when they have read all.</summary>
    public bool EndsInput { get; init; }

    /// <summary>Whether its standard output is for programs: messages for people then end with what it wrote to standard error only.</summary>
    public bool SpeaksToPrograms { get; init; }

    /// <summary>How much of a line is told, in bytes.</summary>
    public int LongestLine { get; init; } = LineReader.MaximumBytes;

    /// <summary>Told every line, at most <see cref="LongestLine"/> of each, from two threads at once; may be null. When it throws, the program is stopped.</summary>
    public Action<LineOrigin, string>? OnLine { get; init; }

    /// <summary>How much of its standard output is wanted as a whole, in bytes; 0: nothing. A program that writes more fails.</summary>
    public int OutputLimit { get; init; }

    /// <summary>How much memory it and all that it starts may use together, in bytes; null: as much as there is.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>How long it may take to end when it is told to stop, before it is killed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
