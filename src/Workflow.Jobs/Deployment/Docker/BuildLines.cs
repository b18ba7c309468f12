using System.Text;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>The lines of a build: told as they come, the last of them kept for a failure.</summary>
/// <param name="kept">How many are kept.</param>
/// <param name="tell">Takes each.</param>
internal sealed class BuildLines(int kept, Action<string> tell)
{
    private const int LongestLine = 4096;
    private readonly Queue<string> _last = new();
    private readonly StringBuilder _open = new();
    private string _step = "the beginning";

    /// <summary>Takes a piece of text, which may end within a line.</summary>
    public void Add(string text)
    {
        foreach (char letter in text)
        {
            if (letter is '\n' or '\r') Close();
            else if (_open.Length < LongestLine) _open.Append(letter);
        }
    }

    /// <summary>The failure of the build, with what came last.</summary>
    public DockerException Failure(string message)
    {
        Close();
        string last = _last.Count == 0 ? string.Empty : $"\n{string.Join('\n', _last)}";
        return new DockerException($"docker build failed at {_step}: {message}{last}");
    }

    private void Close()
    {
        string line = _open.ToString().TrimEnd();
        _open.Clear();
        if (line.Length == 0) return;
        if (line.StartsWith("Step ", StringComparison.Ordinal)) _step = line;
        if (_last.Count == kept) _last.Dequeue();
        _last.Enqueue(line);
        tell(line);
    }
}
