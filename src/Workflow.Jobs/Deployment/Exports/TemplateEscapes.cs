using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>
/// How values are written into files of a kind, so that none can end the text that it stands in. In HCL, JSON and YAML texts stand between
/// quotation marks; JSON documents stand by themselves, in HCL in a text for <c>jsondecode</c>.
/// </summary>
internal static class TemplateEscapes
{
    private const string TerraformJson = ".tf.json", TerraformVariablesJson = ".tfvars.json";

    /// <summary>The value as a file of this name holds it.</summary>
    public static string Escape(string file, TemplateValue value)
    {
        string name = file.ToLowerInvariant();
        if (name.EndsWith(TerraformJson, StringComparison.Ordinal) || name.EndsWith(TerraformVariablesJson, StringComparison.Ordinal)) return TerraformText(value);
        return Path.GetExtension(name) switch
        {
            ".tf" or ".tfvars" or ".hcl" => Hcl(value.Text),
            ".json" or ".yaml" or ".yml" => value.IsJson ? value.Text : Json(value.Text),
            _ => value.Text,
        };
    }

    // Terraform looks for interpolations in texts of JSON after it has read their escapes: each sign that could begin one becomes one of itself.
    private static string TerraformText(TemplateValue value)
    {
        var escaped = new StringBuilder();
        foreach (char character in value.IsJson ? value.Text : Json(value.Text))
        {
            if (character is '$' or '%') escaped.Append("${\\\"").Append(character).Append("\\\"}");
            else escaped.Append(character);
        }

        return escaped.ToString();
    }

    private static string Json(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();

    // What begins an interpolation is written by its number, which HCL reads after it has looked for interpolations.
    private static string Hcl(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            if (character is '"' or '\\') escaped.Append('\\').Append(character);
            else if (character is '$' or '%' || char.IsControl(character) || (character == '{' && escaped.Length == 0)) escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else escaped.Append(character);
        }

        return escaped.ToString();
    }
}
