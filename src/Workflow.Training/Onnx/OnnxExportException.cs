using Workflow.Training.Errors;

namespace Workflow.Training.Onnx;

/// <summary>A scoring pipeline that an ONNX model cannot hold.</summary>
public sealed class OnnxExportException(string message) : WorkflowException("onnx-export-refused", message);
