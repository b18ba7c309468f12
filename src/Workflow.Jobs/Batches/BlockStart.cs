using System.Runtime.InteropServices;

namespace Workflow.Jobs.Batches;

/// <summary>Where a block of records begins.</summary>
/// <param name="Offset">How much of the text stands before it, uncompressed, in bytes.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Row">The row that its first record is, from 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BlockStart(long Offset, long Line, long Row);
