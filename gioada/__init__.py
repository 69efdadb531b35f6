"""GIO-Ada: geometrically guided adaptation of images and outputs, from synthetic to real streets.

A re-implementation of "Learning Semantic Segmentation from Synthetic Data: A Geometrically Guided
Input-Output Adaptation Approach" (Chen, Li, Chen and Van Gool, CVPR 2019).

Importing this package loads nothing heavy; the parts are its sub-packages, from the lowest floor
to the highest: data, models, losses, methods, training, inference, evaluation.
"""

__version__ = "0.1.0"
