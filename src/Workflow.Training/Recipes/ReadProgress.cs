using System.Runtime.InteropServices;

namespace Workflow.Training.Recipes;

/// <summary>How far reading a source has come.</summary>
/// <param name="BytesDone">Unpacked bytes read so far.</param>
/// <param name="BytesTotal">Unpacked bytes in all.</param>
/// <param name="RepeatsLeftOut">Rows so far that were left out because they repeat an earlier one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ReadProgress(long BytesDone, long BytesTotal, int RepeatsLeftOut = 0);
