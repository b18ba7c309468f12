namespace Workflow.Testing.Azure;

/// <summary>What comes next in the life of a group. One scene is played whenever somebody looks at the group, so that time needs no clock.</summary>
public delegate void StandInScene(StandInGroup group);
