using Microsoft.AspNetCore.Http;

namespace Workflow.Api.Dashboard.Forms;

/// <summary>Reads what browsers send.</summary>
internal static class FormText
{
    /// <summary>The form of a request.</summary>
    /// <exception cref="BadHttpRequestException">It has none.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType) throw new BadHttpRequestException("a form is expected", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            return await request.ReadFormAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException wrong)
        {
            throw new BadHttpRequestException($"the form cannot be read: {wrong.Message}", wrong);
        }
    }

    /// <summary>A field without the white space around it; empty where there is none.</summary>
    public static string Text(this IFormCollection form, string name) => form[name].ToString().Trim();

    /// <summary>A text; null where it is empty: a field that nothing was entered into.</summary>
    public static string? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>The lines of a text that are not blank.</summary>
    public static IReadOnlyList<string> Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
