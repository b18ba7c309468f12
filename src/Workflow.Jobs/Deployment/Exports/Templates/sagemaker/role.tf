# A role of its own, where none is named: it reads this image, writes its log and its measurements, and nothing else.
data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["sagemaker.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "scorer" {
  statement {
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = ["{{ repository_arn }}"]
  }

  # A login to a registry can be limited to no repository.
  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = [aws_cloudwatch_log_group.scorer.arn, "${aws_cloudwatch_log_group.scorer.arn}:*"]
  }

  statement {
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"]
    condition {
      test     = "StringLike"
      variable = "cloudwatch:namespace"
      values   = ["AWS/SageMaker", "/aws/sagemaker/*"]
    }
  }
}

resource "aws_iam_role" "scorer" {
  count              = local.role == "" ? 1 : 0
  name_prefix        = "workflow-"
  description        = local.endpoint
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "scorer" {
  count  = local.role == "" ? 1 : 0
  name   = "scorer"
  role   = aws_iam_role.scorer[0].id
  policy = data.aws_iam_policy_document.scorer.json
}
