namespace Workflow.Jobs.Deployment.Exports;

/// <summary>A version by a template of the user's own: whatever can be said in files.</summary>
public static class OwnExport
{
    /// <summary>Writes it.</summary>
    /// <param name="request">The version.</param>
    /// <param name="template">Folder of the template.</param>
    /// <param name="output">Folder that the export goes into.</param>
    /// <exception cref="ExportException">The template cannot be read or filled.</exception>
    public static IReadOnlyList<ExportedFile> Write(ExportRequest request, string template, string output) =>
        Template.Fill(TemplateFolder.Read(template, Path.GetFullPath(output)), TemplateValues.Of(request));
}
