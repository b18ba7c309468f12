using Workflow.Api.Settings;

namespace Workflow.Api.Dashboard.Forms;

/// <summary>Settings as people write them into fields: several texts with commas between them, and no brackets.</summary>
internal static class SettingText
{
    /// <summary>What the file says about a setting; empty where it says nothing.</summary>
    public static string Read(Setting setting, IReadOnlyDictionary<string, string> written)
    {
        string value = written.GetValueOrDefault(setting.Key, string.Empty);
        return setting.Kind == SettingKind.Choices ? value.TrimStart('[').TrimEnd(']') : value;
    }

    /// <summary>What a field holds, as the file would say it.</summary>
    public static string Write(Setting setting, string text) =>
        setting.Kind == SettingKind.Choices && text.Length > 0 ? $"[{text.TrimStart('[').TrimEnd(']')}]" : text;
}
