using System.CommandLine;

namespace Workflow.Cli.Commands.Exports;

/// <summary>What every export of a deployment is asked for: the version, where its image was pushed to, and where the files go.</summary>
internal sealed class ExportArguments
{
    private readonly Argument<string> _version = Images.ImageWork.Version();

    private readonly Option<string> _image = new("--image")
    {
        Description = "Repository that the image was pushed to; the template names it there by its digest",
        HelpName = "NAME",
        Required = true,
    };

    private readonly Option<string?> _output;

    private readonly Option<bool> _force = new("--force") { Description = "Replace files of an export that lie in the folder already" };

    /// <summary>Creates the arguments.</summary>
    /// <param name="target">Where the version goes, as the folder's name says it.</param>
    /// <param name="standard">What happens where nobody names a folder.</param>
    public ExportArguments(string target, string? standard = null)
    {
        Target = target;
        _output = new Option<string?>("--out", "-o") { Description = $"Folder to write ({standard ?? $"default: ./export-{target}-MODEL-NUMBER"})", HelpName = "DIR" };
    }

    /// <summary>Where the version goes.</summary>
    public string Target { get; }

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_version);
        command.Add(_image);
        command.Add(_output);
        command.Add(_force);
    }

    /// <summary>Name of the version.</summary>
    public string Version(ParseResult parsed) => parsed.GetValue(_version)!;

    /// <summary>Name of the image.</summary>
    public string Image(ParseResult parsed) => parsed.GetValue(_image)!;

    /// <summary>The folder that was asked for; null where none was.</summary>
    public string? Output(ParseResult parsed) => parsed.GetValue(_output);

    /// <summary>Whether files may be replaced.</summary>
    public bool Force(ParseResult parsed) => parsed.GetValue(_force);
}
