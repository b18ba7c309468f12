# {{ version }} as a function. The image is named by its digest: what that means cannot change.
locals {
  function = "{{ function }}"
  image    = "{{ image }}"
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

# The scorer needs nothing: it may write its log, and that is all.
data "aws_iam_policy_document" "log" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.scorer.arn}:*"]
  }
}

resource "aws_iam_role" "scorer" {
  name_prefix        = "workflow-"
  description        = local.function
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "log" {
  name   = "log"
  role   = aws_iam_role.scorer.id
  policy = data.aws_iam_policy_document.log.json
}

resource "aws_cloudwatch_log_group" "scorer" {
  name              = "/aws/lambda/${local.function}"
  retention_in_days = 30
}

resource "aws_lambda_function" "scorer" {
  function_name = local.function
  description   = "{{ version }}"
  role          = aws_iam_role.scorer.arn
  package_type  = "Image"
  image_uri     = local.image
  architectures = ["x86_64"]
  memory_size   = {{ memory }}
  timeout       = {{ timeout }}

  environment {
    variables = {
      SCORER_VERSION = "{{ version }}"
    }
  }

  depends_on = [aws_iam_role_policy.log]
}
